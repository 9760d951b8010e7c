import { monthsAfter, type Period, periodAt } from '@octroi/shared/time/period'
import { localDate } from '@octroi/shared/time/zone'
import { isCalendarMonths } from './billing-cycle.ts'
import type { TimeSpan } from './models/prorate.ts'
import type { RateCard } from './rate-card.ts'

/** A period of a subscription's bills. */
export interface BillingPeriod extends TimeSpan {
  /** The month, `2026-11`, where the periods are the months of the calendar; else the first day that it bills, `2026-11-23`. */
  readonly name: string
}

/** Whether a period is a month of the calendar: its name says it all. */
export function isMonth({ name }: BillingPeriod): boolean {
  return name.length === '2026-11'.length
}

type Billed = Pick<RateCard, 'subscription' | 'offer' | 'cycle'>

/** The period that runs at an instant, while the subscription has bills. */
export function runningPeriod(card: Billed, ms: number): BillingPeriod | undefined {
  const isRunning = card.subscription.fromMs <= ms && ms < (feesEndMs(card) ?? Number.POSITIVE_INFINITY)
  return isRunning ? named(card, periodAt(card.cycle, ms)) : undefined
}

/**
 * The periods that begin in a span, as far as they have bills: the first of a subscription begins with it, and those of a
 * minimum term go on after its end.
 */
export function billingPeriodsIn(card: Billed, { fromMs, untilMs }: TimeSpan): readonly BillingPeriod[] {
  const begins = Math.max(fromMs, card.subscription.fromMs)
  const ends = Math.min(untilMs, feesEndMs(card) ?? untilMs)
  const periods: BillingPeriod[] = []
  if (begins >= ends) return periods
  for (let period = periodAt(card.cycle, begins); period.fromMs < ends; period = periodAt(card.cycle, period.untilMs)) {
    if (Math.max(period.fromMs, card.subscription.fromMs) >= fromMs) periods.push(named(card, period))
  }
  return periods
}

/**
 * When fees that recur end: with the subscription, but not before its minimum term, nor before one that was agreed for what it
 * took the place of. Where another takes its place the term goes over to that; what never began asks nothing.
 */
export function feesEndMs({
  subscription: { zone, fromMs, untilMs, replaces, replacedBy },
  offer: { minimumTerm },
}: Omit<Billed, 'cycle'>): number | undefined {
  if (untilMs === undefined || untilMs <= fromMs || replacedBy !== undefined) return untilMs
  const termMs = minimumTerm === undefined ? untilMs : monthsAfter(zone, fromMs, minimumTerm.months)
  return Math.max(untilMs, termMs, replaces?.termUntilMs ?? untilMs)
}

function named({ subscription: { zone, fromMs }, cycle }: Billed, period: Period): BillingPeriod {
  const name = isCalendarMonths(cycle)
    ? period.firstDay.slice(0, '2026-11'.length)
    : fromMs <= period.fromMs
      ? period.firstDay
      : localDate(zone, fromMs)
  return { name, fromMs: period.fromMs, untilMs: period.untilMs }
}
