import { formatExact } from '@octroi/shared/money/decimal'
import { compare, divide, multiply, type Rational, rational } from '@octroi/shared/money/rational'
import { dayMs, offsetSpans, type Zone } from '@octroi/shared/time/zone'
import type { Priced } from './rated.ts'

export type Proration = 'none' | 'day' | 'second'

export interface TimeSpan {
  readonly fromMs: number
  readonly untilMs: number
}

/** How much of a period a span takes. */
export interface PeriodPart {
  readonly taken: Rational
  readonly whole: Rational
  readonly unit: 'day' | 'second'
}

/**
 * By local days, each of which is taken whole where the span touches it, or by elapsed seconds. Undefined where nothing is
 * divided, or the span takes all of the period.
 */
export function periodPart(zone: Zone, how: Proration, period: TimeSpan, span: TimeSpan): PeriodPart | undefined {
  if (how === 'none') return undefined
  const length = ({ fromMs, untilMs }: TimeSpan): Rational =>
    how === 'day' ? rational(BigInt(localDays(zone, { fromMs, untilMs }))) : rational(BigInt(untilMs - fromMs), 1000n)
  const part: PeriodPart = { taken: length(span), whole: length(period), unit: how }
  return compare(part.taken, part.whole) === 0 ? undefined : part
}

/** The part of an amount that falls to a part of its period. */
export function prorate(amount: Rational, part: PeriodPart | undefined): Priced {
  if (part === undefined) return { exact: amount, explanation: [] }
  const exact = divide(multiply(amount, part.taken), part.whole)
  const words = `${formatExact(amount)} × ${partWords(part)} = ${formatExact(exact)}`
  return { exact, explanation: [words] }
}

/** `17 of 31 days` */
export function partWords({ taken, whole, unit }: PeriodPart): string {
  return `${formatExact(taken)} of ${formatExact(whole)} ${unit}s`
}

/** How many local dates the span touches; a day of 23 or 25 hours is one. */
export function localDays(zone: Zone, { fromMs, untilMs }: TimeSpan): number {
  let [count, counted] = [0, Number.NEGATIVE_INFINITY]
  for (const { fromMs: start, untilMs: end, offsetMs } of offsetSpans(zone, fromMs, untilMs)) {
    const first = Math.max(Math.floor((start + offsetMs) / dayMs), counted + 1)
    const last = Math.floor((end - 1 + offsetMs) / dayMs)
    if (last < first) continue
    count += last - first + 1
    counted = last
  }
  return count
}
