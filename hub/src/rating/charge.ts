import type { AuthorizationId, DeviceId, SubscriptionId } from '@octroi/shared/ids/id'
import type { Currency } from '@octroi/shared/money/currency'
import type { Rational } from '@octroi/shared/money/rational'

/** Usage that stands alone in the business, with its price: one row, so that it can be shown, shared and disputed. */
export interface Charge {
  readonly subscription: SubscriptionId
  readonly price: string
  /** Of the catalogue: whose price it is. */
  readonly version: number
  readonly band: string
  readonly device: DeviceId
  readonly seq: number
  readonly authorization: AuthorizationId
  readonly happenedAtMs: number
  readonly periodFromMs: number
  readonly quantity: bigint
  readonly exact: Rational
  readonly currency: Currency
  readonly explanation: readonly string[]
}
