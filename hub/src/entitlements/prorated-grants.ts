import { oneUnit } from '@octroi/shared/money/quantity'
import { add, ceiling, divide, multiply, type Rational, rational } from '@octroi/shared/money/rational'
import { startOfDay } from '@octroi/shared/time/zone'
import { type Proration, periodPart } from '../rating/models/prorate.ts'
import type { QuotaGrant } from './burn-down.ts'
import type { PeriodGrant } from './entitlement-grants.ts'
import type { Span } from './quota.ts'

/**
 * What falls to part of a period, where a limit asks for it. What a subscription, and what takes its place, grants within one
 * period comes to each stretch's part of what it grants for the whole: so each grant holds what came to the ones before it as
 * well, because what was spent of those is spent of it. Exact until it is rounded once, up to a whole action, or for readings to
 * 1e-9 of a unit: nobody is left without what a part of a period still grants.
 */
export function prorated(all: readonly PeriodGrant[]): readonly QuotaGrant[] {
  if (all.every(({ limit }) => limit.proration === undefined)) return all.map(({ grant }) => grant)
  const earned = new Map<PeriodGrant, Rational>()
  const inOrder = all.toSorted((one, other) => one.grant.fromMs - other.grant.fromMs)
  for (const each of inOrder) earned.set(each, earnedBefore(each, inOrder, earned))
  return all.map((each) => ({ ...each.grant, quantity: quantityOf(each, earned.get(each) ?? nothing) }))
}

const nothing = rational(0n)

function quantityOf(each: PeriodGrant, before: Rational): bigint {
  const { grant, limit, endsMs = grant.fromMs } = each
  if (limit.proration === undefined) return grant.quantity
  const exact = add(before, partOf(each, limit.proration, { fromMs: grant.fromMs, untilMs: endsMs }))
  const unit = limit.counts.record === 'reading' ? 1n : oneUnit
  return ceiling(divide(exact, rational(unit))) * unit
}

/** What came to the stretches of the same period before this one. By days, the day in which this one begins is its own. */
function earnedBefore(
  { grant: { series, follows, fromMs }, limit: { proration: how = 'day', cycle } }: PeriodGrant,
  inOrder: readonly PeriodGrant[],
  earned: ReadonlyMap<PeriodGrant, Rational>,
): Rational {
  const isBefore = ({ grant }: PeriodGrant): boolean =>
    [series, follows?.series].includes(grant.series) && (grant.untilMs ?? fromMs + 1) <= fromMs
  const before = inOrder.findLast(isBefore)
  if (before === undefined || cycle === undefined) return nothing
  const endMs = Math.min(before.grant.untilMs ?? fromMs, before.period?.untilMs ?? fromMs)
  const untilMs = how === 'day' ? Math.min(endMs, startOfDay(cycle.zone, fromMs)) : endMs
  return add(earned.get(before) ?? nothing, partOf(before, how, { fromMs: before.grant.fromMs, untilMs }))
}

/** A stretch's part of what is granted for its period. */
function partOf({ grant, limit: { cycle }, period }: PeriodGrant, how: Proration, span: Span): Rational {
  if (cycle === undefined || period === undefined || span.fromMs >= span.untilMs) return nothing
  const whole = rational(grant.quantity)
  const part = periodPart(cycle.zone, how, period, span)
  return part === undefined ? whole : divide(multiply(whole, part.taken), part.whole)
}
