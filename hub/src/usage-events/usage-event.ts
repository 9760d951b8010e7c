import type { AccountId, SubscriptionId } from '@octroi/shared/ids/id'

/** What a service without a device tells of usage: who used how much of what, and when. */
export interface UsageEvent {
  /** Who tells it, as a URI. With the `id` it names the event, once and for all. */
  readonly source: string
  readonly id: string
  readonly subject: AccountId | SubscriptionId
  readonly service: string
  /** What meters call their `reading`. */
  readonly meter: string
  /** The interval, `[fromMs, untilMs)`; the same for what happened at one moment. */
  readonly fromMs: number
  readonly untilMs: number
  /** In 1e-9 of the meter's unit. Some meters count without one. */
  readonly quantity?: bigint
  readonly attributes?: Readonly<Record<string, string>>
}
