import { dayMs, offsetSpans, type Zone } from '@octroi/shared/time/zone'
import type { Segment } from './timeline.ts'

/** Cuts segments at every local midnight, for prices that look at each day: a day of 23 or 25 hours is one. */
export function byDay(segments: readonly Segment[], zone: Zone): readonly Segment[] {
  return segments.flatMap((segment) =>
    offsetSpans(zone, segment.fromMs, segment.untilMs).flatMap(({ fromMs, untilMs, offsetMs }) => {
      const [first, last] = [Math.floor((fromMs + offsetMs) / dayMs), Math.floor((untilMs - 1 + offsetMs) / dayMs)]
      return Array.from({ length: last - first + 1 }, (_, index): Segment => {
        const midnightMs = (first + index) * dayMs - offsetMs
        const span = { fromMs: Math.max(fromMs, midnightMs), untilMs: Math.min(untilMs, midnightMs + dayMs) }
        return { ...segment, ...span, day: first + index }
      })
    }),
  )
}
