import type { SubscriptionId } from '../ids/id.ts'
import { formatExact } from '../money/decimal.ts'
import { inUnits, oneUnit } from '../money/quantity.ts'
import { formatInstant } from '../time/instant.ts'
import type { Cycle } from '../time/period.ts'

/** `hard`: what is beyond it is refused. `soft`: it is granted, and said to be beyond. */
export type LimitKind = 'hard' | 'soft'

/** What an account may use of a service, over all of its devices: the terms of a quota as they were bought. */
export interface Limit {
  /** Key of the meter in the catalogue: limits of one account on the same meter are one quota. */
  readonly meter: string
  readonly counts: LimitedMeter
  /** In 1e-9 of the meter's unit. */
  readonly quantity: bigint
  /** Granted for each of the subscription's quantity: how many there are from when on, in order. Absent where it is granted once. */
  readonly perQuantity?: readonly QuantityFrom[]
  /** What is granted for part of a period: its part by local days or by seconds. Where it is absent, all of it. */
  readonly proration?: 'day' | 'second'
  /** One grant for each of these periods; where it is absent, one in all. */
  readonly cycle?: Cycle
  readonly kind: LimitKind
  /** Grants of a lower one are used first. */
  readonly priority: number
  /** A grant ends so long after it began; where it is absent, with its period. */
  readonly expiresAfterDays?: number
  /** What is left at the end of a period goes on in the next one, up to so much. */
  readonly rollover?: { readonly atMost: bigint }
  /** Percentages of what is granted at which its account is told. */
  readonly notices: readonly number[]
  /** The subscription whose place was taken: what was spent of its period is spent of this one's. */
  readonly replaces?: SubscriptionId
  /** What each device is handed of it, so that it may act without asking. */
  readonly offline?: { readonly perDevice: bigint }
}

/** How many there are of a subscription from an instant on. */
export interface QuantityFrom {
  readonly fromMs: number
  readonly quantity: number
}

/** What of a service's usage is counted: only what adds up, so that no order of arrival matters. */
export type LimitedMeter = {
  readonly service: string
  readonly unit: string
  readonly where?: Record<string, string[]> | undefined
} & (
  | { readonly record: 'opened' | 'performed'; readonly aggregation: 'count' }
  | {
      readonly record: 'reading'
      readonly reading: string
      readonly from?: 'devices' | 'events' | undefined
      readonly aggregation: 'sum'
    }
)

/** Where a quota stands at some time. In 1e-9 of the unit. */
export interface QuotaStanding {
  readonly meter: string
  readonly unit: string
  readonly kind: LimitKind
  readonly granted: bigint
  readonly used: bigint
  /** Of granted authorizations of which nothing has come yet. */
  readonly reserved: bigint
  /** Handed to devices and not used yet, as far as they told. */
  readonly allotted: bigint
  /** Below nothing where more was used than was granted. */
  readonly left: bigint
  /** When the next grant begins. */
  readonly renewsAtMs?: number
}

/** Whether enough is left for one more action. Of what a meter will read nothing is known before: there is some while any is left. */
export function hasLeft({ left }: QuotaStanding, { record }: LimitedMeter): boolean {
  return left >= (record === 'reading' ? 1n : oneUnit)
}

/** How much of what is used, reserved and left, and when it renews. */
export function quotaSentence({ meter, unit, granted, used, reserved, allotted, left, renewsAtMs }: QuotaStanding): string {
  const of = (quantity: bigint): string => formatExact(inUnits(quantity))
  const parts = [
    `${of(used)} used`,
    ...(reserved === 0n ? [] : [`${of(reserved)} reserved`]),
    ...(allotted === 0n ? [] : [`${of(allotted)} handed to devices`]),
    `${of(left < 0n ? 0n : left)} left`,
  ]
  const renews = renewsAtMs === undefined ? '' : ` It renews at ${formatInstant(renewsAtMs)}.`
  return `Of ${of(granted)} ${unit} (${meter}): ${parts.join(', ')}.${renews}`
}

/** Whether an action, once it is done, can count on a meter. What a device tells of it, opened or performed, is not known before. */
export function countsAction(
  { service, record, where }: LimitedMeter,
  asked: { readonly service: string; readonly action: string },
): boolean {
  if (service !== asked.service) return false
  const actions = where?.['action']
  return record === 'reading' || actions === undefined || actions.includes(asked.action)
}
