import { type Failure, invalid, notFound } from '@octroi/shared/errors/failure'
import { type Fault, fault } from '@octroi/shared/errors/fault'
import { invariant } from '@octroi/shared/errors/invariant'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId, SubscriptionId } from '@octroi/shared/ids/id'
import type { Amount } from '@octroi/shared/money/amount'
import type { Currency } from '@octroi/shared/money/currency'
import { ownEntry } from '@octroi/shared/own-entry'
import type { Account } from '../accounts/account.ts'
import type { CatalogueVersion } from '../catalogue/catalogue.store.ts'
import type { Offer } from '../catalogue/catalogue.ts'
import type { Environment } from '../environment.ts'
import { couponOf, readCode, termsOf } from '../promotions/redeem-coupon.ts'
import type { Stores } from '../stores.ts'
import { addFaults } from './add-faults.use-case.ts'
import { type AskedOrder, itemsOf, type PlacedItem, repeatedCoupons } from './asked-order.ts'
import { type FirstBillFacts, firstBill } from './first-bill.ts'
import { type FulfilNeeds, fulfil } from './fulfil-order.use-case.ts'
import type { AddItem, Order } from './order.ts'
import { beginOrder, isReady, type OrderActor, type OrderProgress, type OrderStep } from './order-progress.ts'
import { expiryOf, stepsAsked } from './steps-asked.ts'
import { type OfferOrdered, stepsDone } from './steps-done.use-case.ts'
import { tellOrder } from './tell-order.use-case.ts'

export type PlaceOrder = AskedOrder &
  OrderActor & {
    readonly account: AccountId
    /** An earlier beginning reprices what was already used: that is the operator's to decide. */
    readonly mayBackdate: boolean
  }

export interface PlacedOrder {
  readonly order: Order
  /** What the first item makes, now or later. */
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
  const { by } = command
  const nowMs = environment.nowMs()
  const progress = await beginning(stores, nowMs, checked.value, by === undefined ? {} : { by })
  const begins = { nowMs, isOpen: !isReady(progress) }
  const placed: Order = {
    id: environment.ids.next('order'),
    account: account.id,
    items: items.map((each) => itemOf(each, environment.ids.next('subscription'), command.mayBackdate, begins)),
    placedAtMs: nowMs,
    ...progress,
  }
  const order = isReady(placed) ? await fulfil(stores, environment, { account, order: placed, acted: {} }) : placed
  await stores.orders.insert(order)
  await tellOrder(stores, environment, order, 0)
  const [first] = order.items
  invariant(first !== undefined, 'an order has an item')
  return ok({ order, subscription: { id: first.subscription } })
}

/** An item with what it asks for. */
export interface CheckedItem {
  readonly placed: PlacedItem
  readonly version: CatalogueVersion
  readonly offer: Offer
}

export interface CheckedOrder {
  readonly account: Account
  /** In effect now. */
  readonly version: CatalogueVersion | undefined
  readonly items: readonly CheckedItem[]
}

/** Everything that is wrong with an order, or all that it asks for. */
export async function checkOrder(
  stores: PlaceNeeds,
  { nowMs: clock }: Pick<Environment, 'nowMs'>,
  { account: id, mayBackdate, ...asked }: PlaceOrder,
): Promise<Result<CheckedOrder, Failure>> {
  const account = await stores.accounts.get(id)
  if (account === undefined) return err(notFound('account', id))
  const nowMs = clock()
  const placed = itemsOf(asked)
  const beside = placed.map(({ item }) => item.offer)
  const faults: Fault[] = [...repeatedCoupons(placed)]
  const items: CheckedItem[] = []
  for (const each of placed) {
    const { startsAtMs = nowMs, offer: name } = each.item
    const version = await stores.catalogue.inEffectAt(startsAtMs)
    const offer = version && ownEntry(version.catalogue.offers, name)
    if (!mayBackdate) faults.push(...backdatingFaults(each, startsAtMs, nowMs))
    faults.push(...(await addFaults(stores, { account, version, startsAtMs, nowMs, beside }, each)))
    if (version !== undefined && offer !== undefined) items.push({ placed: each, version, offer })
  }
  return faults.length > 0 ? err(invalid(faults)) : ok({ account, version: await stores.catalogue.inEffectAt(nowMs), items })
}

/** Clocks differ, and a request is on its way for a while. */
const toleranceMs = 60_000

function backdatingFaults({ at }: PlacedItem, startsAtMs: number, nowMs: number): readonly Fault[] {
  if (startsAtMs >= nowMs - toleranceMs) return []
  return [fault(at('startsAt'), 'in_the_past', 'Only the operator may let a subscription begin in the past.')]
}

/** How far the order comes as it is placed: what is there already need not be waited for. */
async function beginning(
  stores: PlaceNeeds,
  nowMs: number,
  { account, items, version }: CheckedOrder,
  actor: OrderActor,
): Promise<OrderProgress> {
  const offers = items.map(({ offer }) => offer)
  const asked = stepsAsked(offers)
  const ordered = items.map(({ offer, placed: { item } }): OfferOrdered => {
    return { offer, ...(item.device === undefined ? {} : { device: item.device }) }
  })
  const done = await stepsDone(stores, account.id, ordered, nowMs)
  const due = asked.includes('payment') ? dueOf(account, items, version, nowMs) : []
  const steps = asked.map((kind): OrderStep => {
    const isDone = done.has(kind) || (kind === 'payment' && due.length === 0)
    return { kind, ...(kind === 'payment' ? { due } : {}), ...(isDone ? { doneAtMs: nowMs } : {}) }
  })
  const expiresAtMs = expiryOf(offers, account.zone, nowMs)
  return beginOrder(steps, { atMs: nowMs, ...actor, ...(expiresAtMs === undefined ? {} : { expiresAtMs }) })
}

/** One sum for each currency; none where nothing is due. */
export function dueOf(
  account: Account,
  items: readonly CheckedItem[],
  inEffect: CatalogueVersion | undefined,
  nowMs: number,
): readonly Amount[] {
  const sums = new Map<Currency, bigint>()
  for (const item of items) {
    const { minor, currency } = firstBill(billFacts(account, item, inEffect, nowMs)).due
    if (minor > 0n) sums.set(currency, (sums.get(currency) ?? 0n) + minor)
  }
  return [...sums].map(([currency, minor]) => ({ minor, currency }))
}

/** Of what the first bill is drawn. A coupon is read from the version that is in effect now, as it will be redeemed. */
export function billFacts(
  account: Account,
  { placed, version }: CheckedItem,
  inEffect: CatalogueVersion | undefined,
  nowMs: number,
): FirstBillFacts {
  const { offer, startsAtMs = nowMs, coupon } = placed.item
  const [, terms] = (coupon === undefined ? undefined : couponOf(inEffect?.catalogue, coupon)) ?? []
  const redeemed = terms === undefined || coupon === undefined ? {} : { coupon: { ...termsOf(terms), code: readCode(coupon) } }
  return { account, version, offer, startsAtMs, ...redeemed }
}

interface Begins {
  readonly nowMs: number
  readonly isOpen: boolean
}

/** What waits begins when it is fulfilled, unless a later time was asked for, or the operator asked for an earlier one. */
function itemOf(
  { placed: { item }, version }: CheckedItem,
  subscription: SubscriptionId,
  mayBackdate: boolean,
  { nowMs, isOpen: waits }: Begins,
): AddItem {
  const { startsAtMs = waits ? undefined : nowMs, ...rest } = item
  const isAsked = startsAtMs !== undefined && !(waits && !mayBackdate && startsAtMs <= nowMs)
  return { ...rest, subscription, catalogueVersion: version.version, ...(isAsked ? { startsAtMs } : {}) }
}
