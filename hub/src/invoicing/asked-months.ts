import { type Failure, invalid } from '@octroi/shared/errors/failure'
import { fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { type Month, monthNamed, monthOf } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'

/** Calendar months that somebody asks for, by their names: each subscription has them in its own zone. */
export interface AskedMonths {
  readonly from: string
  readonly to: string
}

const monthsAtMost = 24

const utc = 'UTC' as Zone

/** From one month through another; where none is named the one that ended last. Every fault at once. */
export function askedMonths(from: string | undefined, to: string | undefined, nowMs: number): Result<AskedMonths, Failure> {
  const ended = monthOf(utc, monthOf(utc, nowMs).fromMs - 1)
  const last = to === undefined ? (from === undefined ? ended : monthNamed(utc, from)) : monthNamed(utc, to)
  const first = from === undefined ? last : monthNamed(utc, from)
  const named = [
    ...(from !== undefined && first === undefined ? [fault('from', 'invalid', 'must be a month, for example 2026-11')] : []),
    ...(to !== undefined && last === undefined ? [fault('to', 'invalid', 'must be a month, for example 2026-11')] : []),
  ]
  if (first === undefined || last === undefined) return err(invalid(named))
  const count = numberOf(last) - numberOf(first) + 1
  if (count < 1) return err(invalid([fault('to', 'out_of_range', 'must not be before `from`')]))
  if (count > monthsAtMost) return err(invalid([fault('to', 'out_of_range', `at most ${monthsAtMost} months together`)]))
  return ok({ from: first.name, to: last.name })
}

/** Months counted on from the year 0. */
function numberOf({ name }: Month): number {
  return Number(name.slice(0, 4)) * 12 + Number(name.slice(5))
}
