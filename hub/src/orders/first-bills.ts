import type { SubscriptionId } from '@octroi/shared/ids/id'
import type { Amount } from '@octroi/shared/money/amount'
import type { Currency } from '@octroi/shared/money/currency'
import { couponOf, readCode, termsOf } from '../promotions/redeem-coupon.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { CheckedAdd, CheckedItem, CheckedOrder } from './check-order.use-case.ts'
import { type FirstBill, type FirstBillFacts, firstBill } from './first-bill.ts'

/** Nobody's: nothing is made yet. */
const noSubscription = 'sub_0' as SubscriptionId

/** What the first bill of an item comes to, where the item begins a subscription. */
export function billOf(order: CheckedOrder, item: CheckedItem): FirstBill | undefined {
  const facts = 'plan' in item ? changedTo(item) : added(order, item)
  return facts && firstBill(facts)
}

/** What falls due first, one sum for each currency; none where nothing is. */
export function dueOf(order: CheckedOrder): readonly Amount[] {
  const sums = new Map<Currency, bigint>()
  for (const item of order.items) {
    const { minor, currency } = billOf(order, item)?.due ?? { minor: 0n }
    if (minor > 0n && currency !== undefined) sums.set(currency, (sums.get(currency) ?? 0n) + minor)
  }
  return [...sums].map(([currency, minor]) => ({ minor, currency }))
}

function changedTo({ plan, to }: Extract<CheckedItem, { plan: unknown }>): FirstBillFacts | undefined {
  if (plan.begun === undefined || to === undefined) return undefined
  return { subscription: plan.begun.subscription, catalogue: to.version.catalogue }
}

/** A coupon is read from the version that is in effect now, as it will be redeemed. */
function added(
  { account, version: inEffect }: CheckedOrder,
  { placed: { item }, version, startsAtMs }: CheckedAdd,
): FirstBillFacts {
  const { offer, quantity = 1, coupon } = item
  const subscription: Subscription = {
    ...{ id: noSubscription, account: account.id, order: 'ord_0', offer, catalogueVersion: version.version },
    ...{ zone: account.zone, fromMs: startsAtMs, ...(quantity === 1 ? {} : { quantity }) },
  }
  const [, terms] = (coupon === undefined ? undefined : couponOf(inEffect?.catalogue, coupon)) ?? []
  const redeemed = terms === undefined || coupon === undefined ? {} : { coupon: { ...termsOf(terms), code: readCode(coupon) } }
  return { subscription, catalogue: version.catalogue, ...redeemed }
}
