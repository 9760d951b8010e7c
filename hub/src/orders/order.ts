import type { AccountId, DeviceId, OrderId, SubscriptionId } from '@octroi/shared/ids/id'

/** A request to buy. It ends fulfilled, rejected or cancelled. */
export interface Order {
  readonly id: OrderId
  readonly account: AccountId
  readonly offer: string
  readonly catalogueVersion: number
  readonly device?: DeviceId
  readonly startsAtMs: number
  readonly state: 'fulfilled'
  readonly subscription: SubscriptionId
  readonly placedAtMs: number
}
