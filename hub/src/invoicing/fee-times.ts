import { type Cycle, periodAt } from '@octroi/shared/time/period'
import type { TimeSpan } from '../rating/models/prorate.ts'

/** One time of a fee that recurs: what it is for, and what of that is asked, or given back. */
export interface FeeTime {
  readonly whole: TimeSpan
  readonly part: TimeSpan
}

/** What a bill asks of a fee, and what it gives back of what an earlier bill asked. */
export interface FeeTimes {
  readonly asked: readonly FeeTime[]
  readonly unused?: FeeTime
}

export interface FeeFacts {
  /** The times of the fee, which may be others than the billing periods. */
  readonly cycle: Cycle
  readonly timing: 'advance' | 'arrears'
  /** The period of the bill. */
  readonly period: TimeSpan
  /** When the fee is asked at all: after a trial, to the end of the subscription or of its minimum term. */
  readonly fromMs: number
  readonly untilMs?: number
}

/**
 * The times of a fee that fall due on a bill: in arrears those that end in its period, in advance those that begin in it. A
 * fee in advance does not know of an end that lies beyond its bill: the bill in whose period the end lies gives back what
 * was not used. So no bill changes because a subscription ends after it.
 */
export function feeTimes(facts: FeeFacts): FeeTimes {
  const { timing, period, untilMs: endMs = Number.POSITIVE_INFINITY } = facts
  const times = timesTouching(facts)
  if (timing === 'arrears') {
    return { asked: times.filter(({ part }) => part.untilMs > period.fromMs && part.untilMs <= period.untilMs) }
  }
  const isKnown = endMs <= period.untilMs
  const begun = times.filter(({ part }) => part.fromMs >= period.fromMs)
  const asked = begun.map(({ whole, part }) => ({ whole, part: isKnown ? part : { ...part, untilMs: whole.untilMs } }))
  const cut = isKnown && endMs > period.fromMs ? times.at(-1) : undefined
  if (cut === undefined || cut.part.fromMs >= period.fromMs || cut.whole.untilMs === endMs) return { asked }
  return { asked, unused: { whole: cut.whole, part: { fromMs: endMs, untilMs: cut.whole.untilMs } } }
}

/** All that touch the period of the bill while the fee is asked, each cut to the time in which it is. */
function timesTouching({ cycle, period, fromMs, untilMs = Number.POSITIVE_INFINITY }: FeeFacts): readonly FeeTime[] {
  const [begins, ends] = [Math.max(period.fromMs, fromMs), Math.min(period.untilMs, untilMs)]
  const times: FeeTime[] = []
  for (let startMs = begins; startMs < ends; ) {
    const { fromMs: wholeFromMs, untilMs: wholeUntilMs } = periodAt(cycle, startMs)
    const part = { fromMs: Math.max(wholeFromMs, fromMs), untilMs: Math.min(wholeUntilMs, untilMs) }
    times.push({ whole: { fromMs: wholeFromMs, untilMs: wholeUntilMs }, part })
    startMs = wholeUntilMs
  }
  return times
}
