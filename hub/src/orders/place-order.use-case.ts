import type { Failure } from '@octroi/shared/errors/failure'
import { invariant } from '@octroi/shared/errors/invariant'
import { ok, type Result } from '@octroi/shared/errors/result'
import type { SubscriptionId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import { readCode } from '../promotions/redeem-coupon.ts'
import type { Stores } from '../stores.ts'
import { type CheckedItem, type CheckedOrder, checkOrder, type PlaceOrder } from './check-order.use-case.ts'
import { dueOf } from './first-bills.ts'
import { type AdvancedOrder, type FulfilNeeds, fulfil } from './fulfil-order.use-case.ts'
import type { Order, OrderItem } from './order.ts'
import { beginOrder, isReady, type OrderActor, type OrderProgress, type OrderStep } from './order-progress.ts'
import { payAndFulfil } from './pay-and-fulfil.use-case.ts'
import { expiryOf, stepsAsked } from './steps-asked.ts'
import { type OfferOrdered, stepsDone } from './steps-done.use-case.ts'
import { tellOrder } from './tell-order.use-case.ts'

export interface PlacedOrder extends AdvancedOrder {
  /** What the first item makes, now or later, or changes. */
  readonly subscription: { readonly id: SubscriptionId }
}

export type PlaceNeeds = FulfilNeeds & Pick<Stores, 'consents'>

/** Takes an order, and fulfils it where none of its offers waits for anything. */
export async function placeOrder(
  stores: PlaceNeeds,
  environment: Environment,
  command: PlaceOrder,
): Promise<Result<PlacedOrder, Failure>> {
  const checked = await checkOrder(stores, environment, command)
  if (!checked.ok) return checked
  const { account, items } = checked.value
  const { by, mayBackdate } = command
  const nowMs = environment.nowMs()
  const progress = await beginning(stores, nowMs, checked.value, by === undefined ? {} : { by })
  const begins = { nowMs, mayBackdate, waits: !isReady(progress) }
  const placed: Order = {
    id: environment.ids.next('order'),
    account: account.id,
    items: items.map((each) => itemOf(each, () => environment.ids.next('subscription'), begins)),
    placedAtMs: nowMs,
    ...progress,
  }
  const plans = new Map(items.map((each, index) => [index, 'plan' in each ? each.plan : undefined]))
  const advanced = begins.waits
    ? await payAndFulfil(stores, environment, placed)
    : await fulfil(stores, environment, { account, order: placed, plans })
  const { order } = advanced
  await stores.orders.insert(order)
  await tellOrder(stores, environment, order, 0)
  const [first] = order.items
  invariant(first !== undefined, 'an order has an item')
  return ok({ ...advanced, subscription: { id: first.subscription } })
}

/** How far the order comes as it is placed: what is there already need not be waited for. */
async function beginning(stores: PlaceNeeds, nowMs: number, order: CheckedOrder, actor: OrderActor): Promise<OrderProgress> {
  const { account } = order
  const ordered = order.items.flatMap(orderedBy)
  const offers = ordered.map(({ offer }) => offer)
  const asked = stepsAsked(offers)
  const done = await stepsDone(stores, account.id, ordered, nowMs)
  const due = asked.includes('payment') ? dueOf(order) : []
  const steps = asked.map((kind): OrderStep => {
    const isDone = done.has(kind) || (kind === 'payment' && due.length === 0)
    return { kind, ...(kind === 'payment' ? { due } : {}), ...(isDone ? { doneAtMs: nowMs } : {}) }
  })
  const expiresAtMs = expiryOf(offers, account.zone, nowMs)
  return beginOrder(steps, { atMs: nowMs, ...actor, ...(expiresAtMs === undefined ? {} : { expiresAtMs }) })
}

/** The offer that an item asks for: one that the subscription has already is not ordered anew. */
export function orderedBy(checked: CheckedItem): readonly OfferOrdered[] {
  if ('plan' in checked) {
    const { to, plan } = checked
    return to?.isAnother === true ? [{ offer: to.offer, ...onDevice(plan.begun?.subscription) }] : []
  }
  return [{ offer: checked.offer, ...onDevice(checked.placed.item) }]
}

function onDevice({ device }: Pick<OfferOrdered, 'device'> = {}): Pick<OfferOrdered, 'device'> {
  return device === undefined ? {} : { device }
}

interface Begins {
  readonly nowMs: number
  readonly mayBackdate: boolean
  readonly waits: boolean
}

/** What waits begins when it is fulfilled, unless a later time was asked for, or the operator asked for an earlier one. */
function itemOf(checked: CheckedItem, nextId: () => SubscriptionId, { nowMs, mayBackdate, waits }: Begins): OrderItem {
  if ('plan' in checked) {
    const { placed, to } = checked
    return { ...placed.item, ...(to === undefined ? {} : { catalogueVersion: to.version.version }) }
  }
  const { placed, version } = checked
  const { startsAtMs = waits ? undefined : nowMs, coupon, ...rest } = placed.item
  const isAsked = startsAtMs !== undefined && !(waits && !mayBackdate && startsAtMs <= nowMs)
  const code = coupon === undefined ? {} : { coupon: readCode(coupon) }
  return { ...rest, ...code, subscription: nextId(), catalogueVersion: version.version, ...(isAsked ? { startsAtMs } : {}) }
}
