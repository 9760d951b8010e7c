import { localDate, type Zone } from '@octroi/shared/time/zone'
import { type BillingPeriod, isMonth } from '../../rating/billing-period.ts'
import type { Formats } from './formats.ts'

/** `November 2026`, or the days of a period that is no month: those of the subscription's zone, whoever reads it. */
export function periodWords({ month, days }: Formats, period: BillingPeriod, zone: Zone): string {
  if (isMonth(period)) return month(period.name)
  return days(localDate(zone, period.fromMs), localDate(zone, period.untilMs - 1))
}
