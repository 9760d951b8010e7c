import { type Cycle, periodAt } from '@octroi/shared/time/period'
import type { TimeSpan } from '../rating/models/prorate.ts'

/** One time of a fee that recurs: what it is for, and what of that is asked, or given back. */
export interface FeeTime {
  readonly whole: TimeSpan
  readonly part: TimeSpan
  /** When it ends, or the subscription within it: where days are counted, `part` may leave the last day to another one. */
  readonly endsMs: number
}

/** What a bill asks of a fee, and the time that an earlier bill asked in advance and that goes on in its period. */
export interface FeeTimes {
  readonly asked: readonly FeeTime[]
  readonly earlier?: EarlierTime
}

/** A time as it was known when it was asked, and as it is known at the end of the bill. */
export interface EarlierTime {
  readonly before: FeeTime
  readonly after: FeeTime
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
  /** Where another subscription is asked for the day of the end: when that day begins. */
  readonly handedOverMs?: number
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
    return { asked: times.filter(({ part, endsMs }) => !isEmpty(part) && endsMs > period.fromMs && endsMs <= period.untilMs) }
  }
  const isKnown = endMs <= period.untilMs
  const unended = ({ whole, part }: FeeTime): FeeTime => {
    return { whole, part: { ...part, untilMs: whole.untilMs }, endsMs: whole.untilMs }
  }
  const known = (time: FeeTime): FeeTime => (isKnown ? time : unended(time))
  const begins = times.filter(({ part }) => part.fromMs >= period.fromMs).map(known)
  const asked = begins.filter(({ part }) => !isEmpty(part))
  const begun = times.find(({ part }) => part.fromMs < period.fromMs)
  return begun === undefined ? { asked } : { asked, earlier: { before: unended(begun), after: known(begun) } }
}

function isEmpty({ fromMs, untilMs }: TimeSpan): boolean {
  return fromMs >= untilMs
}

/** All that touch the period of the bill while the fee is asked, each cut to the time in which it is. */
function timesTouching({
  cycle,
  period,
  fromMs,
  untilMs = Number.POSITIVE_INFINITY,
  handedOverMs = untilMs,
}: FeeFacts): readonly FeeTime[] {
  const [begins, ends] = [Math.max(period.fromMs, fromMs), Math.min(period.untilMs, untilMs)]
  const times: FeeTime[] = []
  for (let startMs = begins; startMs < ends; ) {
    const { fromMs: wholeFromMs, untilMs: wholeUntilMs } = periodAt(cycle, startMs)
    const part = { fromMs: Math.max(wholeFromMs, fromMs), untilMs: Math.min(wholeUntilMs, handedOverMs) }
    times.push({ whole: { fromMs: wholeFromMs, untilMs: wholeUntilMs }, part, endsMs: Math.min(wholeUntilMs, untilMs) })
    startMs = wholeUntilMs
  }
  return times
}
