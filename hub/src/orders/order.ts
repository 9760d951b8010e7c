import type { AccountId, DeviceId, OrderId, SubscriptionId } from '@octroi/shared/ids/id'
import type { ChangeTime } from '../subscriptions/change.ts'
import type { OrderProgress } from './order-progress.ts'

/** An offer that the account is to have: what it makes is decided as it is ordered, also where it is made later. */
export interface AddItem {
  readonly action: 'add'
  readonly subscription: SubscriptionId
  /** Key of the offer in the catalogue. */
  readonly offer: string
  /** Prices are those of the day of the order, however long it waits. */
  readonly catalogueVersion: number
  readonly device?: DeviceId
  /** How many of it; one where it is absent. */
  readonly quantity?: number
  /** The code of a coupon, in capitals. While the order is open it counts as redeemed. */
  readonly coupon?: string
  /** Absent where it begins as the order is fulfilled. */
  readonly startsAtMs?: number
}

/** What is to become of a subscription that the account has. */
export interface ChangeItem {
  readonly action: 'change' | 'pause' | 'resume' | 'end'
  readonly subscription: SubscriptionId
  /** Counted from when the order is fulfilled. */
  readonly at: ChangeTime
  /** Of a change: the offer that takes its place, and the version that it is of. */
  readonly offer?: string
  readonly catalogueVersion?: number
  /** Of a change. */
  readonly quantity?: number
  /** What took its place, once the order is fulfilled. */
  readonly began?: SubscriptionId
}

export type OrderItem = AddItem | ChangeItem

/** A request to buy: items that are made together or not at all, and how far it came. */
export interface Order extends OrderProgress {
  readonly id: OrderId
  readonly account: AccountId
  readonly items: readonly OrderItem[]
  readonly placedAtMs: number
}
