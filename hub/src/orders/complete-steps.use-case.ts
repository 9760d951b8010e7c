import type { OrderStepKind } from '@octroi/shared/api/vocabulary'
import { invariant } from '@octroi/shared/errors/invariant'
import type { AccountId } from '@octroi/shared/ids/id'
import { ownEntry } from '@octroi/shared/own-entry'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { keepAdvanced } from './act-on-order.use-case.ts'
import type { FulfilNeeds } from './fulfil-order.use-case.ts'
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
): Promise<readonly Order[]> {
  const atMs = environment.nowMs()
  const fulfilled: Order[] = []
  for (const order of await stores.orders.open(account, ordersAtMost)) {
    const waits = order.steps.some((step) => step.kind === kind && step.doneAtMs === undefined)
    if (!waits || isExpired(order, atMs)) continue
    const done = await stepsDone(stores, account, await orderedIn(stores, order), atMs)
    if (!done.has(kind)) continue
    const completed = completeStep(order, kind, { atMs, ...actor })
    invariant(completed.ok, 'an open order whose step is not done takes it')
    const advanced = await keepAdvanced(stores, environment, order, completed.value)
    if (advanced.state === 'fulfilled') fulfilled.push(advanced)
  }
  return fulfilled
}

async function orderedIn({ catalogue }: Pick<Stores, 'catalogue'>, { items }: Order): Promise<readonly OfferOrdered[]> {
  const ordered: OfferOrdered[] = []
  for (const { offer: key, catalogueVersion, device } of items) {
    const version = await catalogue.get(catalogueVersion)
    const offer = version && ownEntry(version.catalogue.offers, key)
    invariant(offer !== undefined, 'a published version keeps its offers')
    ordered.push({ offer, ...(device === undefined ? {} : { device }) })
  }
  return ordered
}
