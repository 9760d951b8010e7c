import type { SubscriptionId } from '@octroi/shared/ids/id'

/** What a price has counted so far in one band of one period. Any order of arrival gives the same totals. */
export interface UsageAggregate {
  readonly subscription: SubscriptionId
  readonly price: string
  readonly band: string
  readonly periodFromMs: number
  readonly quantity: bigint
  /** Records whose usage began here. */
  readonly records: number
}

/** Usage that no subscription pays for. It is counted and shown, never dropped. */
export interface UnratedUsage {
  readonly service: string
  readonly meter: string
  readonly reason: 'no_subscription'
  readonly quantity: bigint
  readonly records: number
}
