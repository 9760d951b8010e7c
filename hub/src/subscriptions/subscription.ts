import type { AccountId, DeviceId, OrderId, SubscriptionId } from '@octroi/shared/ids/id'
import type { Zone } from '@octroi/shared/time/zone'

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
}
