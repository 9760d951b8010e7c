import { type Failure, invalid } from '@octroi/shared/errors/failure'
import { fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { type Month, monthNamed, monthOf } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'

/** The month somebody asks for by name, in a zone; the one that runs now where none is named. */
export function askedMonth(zone: Zone, name: string | undefined, nowMs: number): Result<Month, Failure> {
  const month = name === undefined ? monthOf(zone, nowMs) : monthNamed(zone, name)
  return month === undefined ? err(invalid([fault('period', 'invalid', 'must be a month, for example 2026-11')])) : ok(month)
}
