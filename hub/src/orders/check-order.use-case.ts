import { type Failure, invalid, notFound } from '@octroi/shared/errors/failure'
import { type Fault, fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId } from '@octroi/shared/ids/id'
import { ownEntry } from '@octroi/shared/own-entry'
import type { Account } from '../accounts/account.ts'
import type { CatalogueVersion } from '../catalogue/catalogue.store.ts'
import type { Offer } from '../catalogue/catalogue.ts'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import type { HeldNeeds } from '../subscriptions/load-held.use-case.ts'
import { type AddNeeds, addFaults } from './add-faults.use-case.ts'
import {
  type AskedAdd,
  type AskedChangeItem,
  type AskedOrder,
  isAdd,
  itemsOf,
  type PlacedItem,
  repeatedCoupons,
} from './asked-order.ts'
import type { OrderActor } from './order-progress.ts'
import { type PlannedItem, planChanges } from './plan-changes.use-case.ts'

export type PlaceOrder = AskedOrder &
  OrderActor & {
    readonly account: AccountId
    /** An earlier beginning reprices what was already used: that is the operator's to decide. */
    readonly mayBackdate: boolean
  }

/** An offer that is to be added, with what it says. */
export interface CheckedAdd {
  readonly placed: PlacedItem<AskedAdd>
  readonly version: CatalogueVersion
  readonly offer: Offer
  readonly startsAtMs: number
}

export type CheckedItem = CheckedAdd | PlannedItem

export interface CheckedOrder {
  readonly account: Account
  /** The version in effect now. */
  readonly version: CatalogueVersion | undefined
  /** As they were asked for. */
  readonly items: readonly CheckedItem[]
}

export type CheckNeeds = AddNeeds & HeldNeeds & Pick<Stores, 'accounts'>

/** Everything that is wrong with an order, or all that it asks for. */
export async function checkOrder(
  stores: CheckNeeds,
  environment: Environment,
  { account: id, mayBackdate, by: _, reason: _reason, ...asked }: PlaceOrder,
): Promise<Result<CheckedOrder, Failure>> {
  const account = await stores.accounts.get(id)
  if (account === undefined) return err(notFound('account', id))
  const nowMs = environment.nowMs()
  const placed = itemsOf(asked)
  const adds = placed.filter(isAdd)
  const changes = placed.filter((each): each is PlacedItem<AskedChangeItem> => !isAdd(each))
  const beside = adds.map(({ item }) => item.offer)
  const { planned, faults: clashes } = await planChanges(stores, environment, account, changes)
  const faults: Fault[] = []
  const checked: CheckedItem[] = [...planned]
  for (const each of adds) {
    const { startsAtMs = nowMs, offer: name } = each.item
    const version = await stores.catalogue.inEffectAt(startsAtMs)
    const offer = version && ownEntry(version.catalogue.offers, name)
    if (!mayBackdate) faults.push(...backdatingFaults(each, startsAtMs, nowMs))
    faults.push(...(await addFaults(stores, { account, version, startsAtMs, nowMs, beside }, each)))
    if (version !== undefined && offer !== undefined) checked.push({ placed: each, version, offer, startsAtMs })
  }
  const inEffect = await stores.catalogue.inEffectAt(nowMs)
  const all = [...faults, ...repeatedCoupons(adds, inEffect?.catalogue), ...clashes]
  if (all.length > 0) return err(invalid(all))
  const items = placed.flatMap(({ item }) => checked.find((each) => each.placed.item === item) ?? [])
  return ok({ account, version: inEffect, items })
}

/** Clocks differ, and a request is on its way for a while. */
const toleranceMs = 60_000

function backdatingFaults({ at }: PlacedItem, startsAtMs: number, nowMs: number): readonly Fault[] {
  if (startsAtMs >= nowMs - toleranceMs) return []
  return [fault(at('startsAt'), 'in_the_past', 'Only the operator may let a subscription begin in the past.')]
}
