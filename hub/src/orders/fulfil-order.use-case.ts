import type { Fault } from '@octroi/shared/errors/fault'
import { invariant } from '@octroi/shared/errors/invariant'
import type { Account } from '../accounts/account.ts'
import type { CatalogueVersion } from '../catalogue/catalogue.store.ts'
import type { Environment } from '../environment.ts'
import { keepRedemption } from '../promotions/redeem-coupon.use-case.ts'
import type { Stores } from '../stores.ts'
import { type AddNeeds, addFaults } from './add-faults.use-case.ts'
import type { AddItem, Order } from './order.ts'
import { type Acted, endOrder, isReady, type OrderActor } from './order-progress.ts'
import { planOrder } from './plan-order.ts'
import type { TellNeeds } from './tell-order.use-case.ts'

const reasonLengthAtMost = 500

export type FulfilNeeds = AddNeeds & TellNeeds & Pick<Stores, 'accounts' | 'orders' | 'entitlements'>

/**
 * Makes what was ordered, all of it or nothing, once every step is done. What stood open may not be had any more: then the order
 * is rejected, with what stands in the way.
 */
export async function fulfilWhenReady(
  stores: FulfilNeeds,
  environment: Environment,
  order: Order,
  acted: OrderActor = {},
): Promise<Order> {
  if (!isReady(order)) return order
  const nowMs = environment.nowMs()
  const account = await stores.accounts.get(order.account)
  invariant(account !== undefined, 'an order has its account')
  const items = order.items.map((item) => begun(item, order.placedAtMs, nowMs))
  const reason = await whyNot(stores, account, items, nowMs)
  if (reason !== undefined) return ended(order, 'rejected', { atMs: nowMs, reason })
  return fulfil(stores, environment, { account, order: { ...order, items }, acted })
}

interface Fulfilling {
  readonly account: Account
  readonly order: Order
  readonly acted: OrderActor
}

/** Makes what was ordered, where nothing stands in the way. Items without a beginning begin now. */
export async function fulfil(
  stores: FulfilNeeds,
  environment: Environment,
  { account, order, acted }: Fulfilling,
): Promise<Order> {
  const nowMs = environment.nowMs()
  const items = order.items.map((item) => ({ ...item, startsAtMs: item.startsAtMs ?? nowMs }))
  for (const item of items) await make(stores, environment, account, order, item)
  return ended({ ...order, items }, 'fulfilled', { atMs: nowMs, ...acted })
}

function ended(order: Order, end: 'fulfilled' | 'rejected', acted: Acted): Order {
  const done = endOrder(order, end, acted)
  invariant(done.ok, 'an order that is ready is open')
  return done.value
}

/** Nothing begins before it could be used, unless the operator said so as it was ordered: then it began in the past already. */
function begun(item: AddItem, placedAtMs: number, nowMs: number): Begun {
  const { startsAtMs = nowMs } = item
  return { ...item, startsAtMs: startsAtMs < placedAtMs ? startsAtMs : Math.max(startsAtMs, nowMs) }
}

type Begun = AddItem & { readonly startsAtMs: number }

/** In one sentence for the history of the order, or nothing. */
async function whyNot(
  stores: FulfilNeeds,
  account: Account,
  items: readonly Begun[],
  nowMs: number,
): Promise<string | undefined> {
  if (account.erased !== undefined) return 'The account was erased.'
  const faults: Fault[] = []
  const beside = items.map(({ offer }) => offer)
  for (const [index, item] of items.entries()) {
    const version = await versionOf(stores, item)
    const context = { account, version, startsAtMs: item.startsAtMs, nowMs, beside }
    const at = (field: string): string => (items.length === 1 ? field : `items[${index}].${field}`)
    faults.push(...(await addFaults(stores, context, { item, at })))
  }
  if (faults.length === 0) return undefined
  return `It cannot be had any more: ${faults.map(({ path, detail }) => `${path}: ${detail}`).join(' ')}`.slice(
    0,
    reasonLengthAtMost,
  )
}

async function versionOf({ catalogue }: Pick<Stores, 'catalogue'>, { catalogueVersion }: AddItem): Promise<CatalogueVersion> {
  const version = await catalogue.get(catalogueVersion)
  invariant(version !== undefined, 'a published version is kept')
  return version
}

async function make(
  stores: FulfilNeeds,
  { ids, nowMs }: Environment,
  account: Account,
  order: Order,
  item: Begun,
): Promise<void> {
  const { offer, device, startsAtMs, coupon } = item
  const plan = planOrder({
    account,
    version: await versionOf(stores, item),
    offer,
    ...(device === undefined ? {} : { device }),
    startsAtMs,
    ids: { order: order.id, subscription: item.subscription, nextEntitlement: () => ids.next('entitlement') },
  })
  await stores.subscriptions.insert(plan.subscription)
  await stores.entitlements.insertAll(plan.entitlements)
  if (coupon === undefined) return
  await keepRedemption(stores, nowMs(), { subscription: plan.subscription, typed: coupon, fromMs: startsAtMs })
}
