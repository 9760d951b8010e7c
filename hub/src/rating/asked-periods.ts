import { type Failure, invalid } from '@octroi/shared/errors/failure'
import { fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { monthNamed, monthOf } from '@octroi/shared/time/month'
import { dayNamed } from '@octroi/shared/time/period'
import type { Zone } from '@octroi/shared/time/zone'
import { type BillingPeriod, billingPeriodsIn, runningPeriod } from './billing-period.ts'
import type { TimeSpan } from './models/prorate.ts'
import type { RateCard } from './rate-card.ts'

/** A month or a day that somebody asks for by name, in a zone; the month that runs now where none is named. */
export function askedTime(zone: Zone, name: string | undefined, nowMs: number): Result<TimeSpan, Failure> {
  const span = name === undefined ? monthOf(zone, nowMs) : (monthNamed(zone, name) ?? dayNamed(zone, name))
  const words = 'must be a month, for example 2026-11, or the first day of a period'
  return span === undefined ? err(invalid([fault('period', 'invalid', words)])) : ok(span)
}

/** The periods that begin in a month or on a day; where none is named, in the month that runs now, and the one that runs. */
export function askedPeriods(card: RateCard, name: string | undefined, nowMs: number): Result<readonly BillingPeriod[], Failure> {
  const asked = askedTime(card.cycle.zone, name, nowMs)
  if (!asked.ok) return asked
  const begun = billingPeriodsIn(card, asked.value)
  const running = name === undefined ? runningPeriod(card, nowMs) : undefined
  const isApart = running !== undefined && begun.every(({ fromMs }) => fromMs !== running.fromMs)
  return ok(isApart ? [running, ...begun] : begun)
}

/** The one period that a name tells, or that runs now; undefined where none does. Refused where there are several. */
export function askedPeriod(card: RateCard, name: string | undefined, nowMs: number): Result<BillingPeriod | undefined, Failure> {
  if (name === undefined) return ok(runningPeriod(card, nowMs))
  const periods = askedPeriods(card, name, nowMs)
  if (!periods.ok) return periods
  const [period, next] = periods.value
  if (period === undefined || next === undefined) return ok(period)
  const words = `Several periods begin in ${name}: name one by its first day, for example ${next.name}.`
  return err(invalid([fault('period', 'ambiguous', words)]))
}
