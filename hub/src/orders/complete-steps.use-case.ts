import type { OrderStepKind } from '@octroi/shared/api/vocabulary'
import { invariant } from '@octroi/shared/errors/invariant'
import type { AccountId } from '@octroi/shared/ids/id'
import { ownEntry } from '@octroi/shared/own-entry'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { keepAdvanced } from './act-on-order.use-case.ts'
import type { AdvancedOrder, FulfilNeeds } from './fulfil-order.use-case.ts'
import type { Order } from './order.ts'
import { completeStep, isExpired, type OrderActor } from './order-progress.ts'
import { type OfferOrdered, stepsDone } from './steps-done.use-case.ts'

export type CompleteNeeds = FulfilNeeds & Pick<Stores, 'consents'>

/** As many as are looked at when something came that they may wait for. */
const ordersAtMost = 100

/**
 * Something came that orders of an account may wait for: those that do go on, in the same transaction. Returns those that
 * were fulfilled.
 */
export async function completeSteps(
  stores: CompleteNeeds,
  environment: Environment,
  account: AccountId,
  kind: Extract<OrderStepKind, 'claim' | 'consent'>,
  actor: OrderActor = {},
): Promise<readonly AdvancedOrder[]> {
  const atMs = environment.nowMs()
  const fulfilled: AdvancedOrder[] = []
  for (const order of await stores.orders.open(account, ordersAtMost)) {
    const waits = order.steps.some((step) => step.kind === kind && step.doneAtMs === undefined)
    if (!waits || isExpired(order, atMs)) continue
    const done = await stepsDone(stores, account, await orderedIn(stores, order), atMs)
    if (!done.has(kind)) continue
    const completed = completeStep(order, kind, { atMs, ...actor })
    invariant(completed.ok, 'an open order whose step is not done takes it')
    const advanced = await keepAdvanced(stores, environment, order, completed.value)
    if (advanced.order.state === 'fulfilled') fulfilled.push(advanced)
  }
  return fulfilled
}

/** Money came into a wallet: orders of its account that wait for their payment alone are paid from it, the oldest first. */
export async function payWaitingOrders(
  stores: FulfilNeeds,
  environment: Environment,
  account: AccountId,
): Promise<readonly AdvancedOrder[]> {
  const fulfilled: AdvancedOrder[] = []
  for (const order of await stores.orders.open(account, ordersAtMost)) {
    const advanced = await keepAdvanced(stores, environment, order, order)
    if (advanced.order.state === 'fulfilled') fulfilled.push(advanced)
  }
  return fulfilled
}

/** A change to the offer that a subscription has asks for no step, and having looked at it does no harm. */
async function orderedIn({ catalogue, subscriptions }: CompleteNeeds, { items }: Order): Promise<readonly OfferOrdered[]> {
  const ordered: OfferOrdered[] = []
  for (const item of items) {
    if (item.offer === undefined || item.catalogueVersion === undefined) continue
    const version = await catalogue.get(item.catalogueVersion)
    const offer = version && ownEntry(version.catalogue.offers, item.offer)
    invariant(offer !== undefined, 'a published version keeps its offers')
    const device = item.action === 'add' ? item.device : (await subscriptions.get(item.subscription))?.device
    ordered.push({ offer, ...(device === undefined ? {} : { device }) })
  }
  return ordered
}
