import type { Cycle, PeriodLength } from '@octroi/shared/time/period'
import { localDateOf } from '@octroi/shared/time/zone'
import type { PeriodStart } from '../catalogue/billing.ts'
import type { Offer } from '../catalogue/catalogue.ts'
import type { Subscription } from '../subscriptions/subscription.ts'

/** Of a fee that recurs otherwise than the offer is billed; as the offer is billed, where nothing is said. */
export interface Recurrence {
  readonly every?: PeriodLength | undefined
  readonly starts?: PeriodStart | undefined
}

/** The periods of an offer for one subscription, in its zone. */
export function billingCycle(
  { billing = {} }: Pick<Offer, 'billing'>,
  { zone, fromMs }: Pick<Subscription, 'zone' | 'fromMs'>,
  own: Recurrence = {},
): Cycle {
  const every = own.every ?? billing.every ?? 'month'
  const starts = own.starts ?? billing.starts ?? 'calendar'
  if (starts === 'anniversary') return { zone, every, anchor: localDateOf(zone, fromMs) }
  return { zone, every, anchor: every === 'week' ? aMonday : { year: 1970, month: 1, day: billing.anchor ?? 1 } }
}

const aMonday = { year: 1970, month: 1, day: 5 }

/** Whether the periods are the months of the calendar, which are known by their names. */
export function isCalendarMonths({ every, anchor }: Cycle): boolean {
  return every === 'month' && anchor.day === 1
}
