import type { AccountId, DeviceId, OrderId, SubscriptionId } from '@octroi/shared/ids/id'
import type { Zone } from '@octroi/shared/time/zone'
import type { Phase } from './phase.ts'

/** An offer in force for an account, at the catalogue version it was bought at. */
export interface Subscription {
  readonly id: SubscriptionId
  readonly account: AccountId
  readonly order: OrderId
  /** Key of the offer in the catalogue. */
  readonly offer: string
  readonly catalogueVersion: number
  /** Without it, every device of the account is covered. */
  readonly device?: DeviceId
  /** In whose days and months it is rated: the account's zone when it was bought. */
  readonly zone: Zone
  readonly fromMs: number
  readonly untilMs?: number
  /** How many of it it began with; one where it is absent. */
  readonly quantity?: number
  /** What its changes make of it: in order, the first one from its beginning on. Absent while nothing changed. */
  readonly phases?: readonly Phase[]
  /** What it took the place of. */
  readonly replaces?: Replaced
  /** What took its place when it ended. */
  readonly replacedBy?: SubscriptionId
}

/** What a subscription has to know of the one whose place it took. */
export interface Replaced {
  readonly subscription: SubscriptionId
  readonly offer: string
  /** When the first of all that were replaced one after another began: trials and welcome discounts count from there. */
  readonly sinceMs: number
  /** A minimum term that was agreed before: fees that recur are asked until then, whatever ends earlier. */
  readonly termUntilMs?: number
}
