import { type Month, monthOf } from '@octroi/shared/time/month'
import { dayMs, type OffsetSpan, offsetSpans, type Zone } from '@octroi/shared/time/zone'
import { quarterMs, type UsageDay } from '../rating/usage-series.ts'

/** How finely usage is summed: from what a meter tells to what a bill says. */
export const usageLevels = ['half_hour', 'hour', 'day', 'month'] as const
export type UsageLevel = (typeof usageLevels)[number]

const hourMs = 3_600_000
const lengthsMs: Readonly<Record<UsageLevel, number>> = {
  half_hour: hourMs / 2,
  hour: hourMs,
  day: dayMs,
  month: 30 * dayMs,
}

interface Span {
  readonly fromMs: number
  readonly untilMs: number
}

/** The finest level at which a span has no more buckets than there is room for; of a very long one, months. */
export function levelFor({ fromMs, untilMs }: Span, bucketsAtMost: number): UsageLevel {
  return usageLevels.find((level) => (untilMs - fromMs) / lengthsMs[level] <= bucketsAtMost) ?? 'month'
}

/** What was used in one bucket of time, `[fromMs, untilMs)`, by band. */
export interface UsageBucket extends Span {
  readonly quantities: ReadonlyMap<string, bigint>
}

/**
 * Sums days by buckets that begin with the hours, days and months of a zone: a day on which clocks change has 23 or 25
 * hours, and an hour that comes twice is two. Buckets are whole, also where the span begins or ends inside one.
 */
export function usageBuckets(days: readonly UsageDay[], zone: Zone, level: UsageLevel, span: Span): readonly UsageBucket[] {
  const spans = bucketSpans(zone, level, span)
  const sums = spans.map(() => new Map<string, bigint>())
  let at = 0
  for (const { fromMs, band, quarters } of days) {
    for (const [quarter, quantity] of quarters) {
      const ms = fromMs + quarter * quarterMs
      while (at > 0 && ms < (spans[at]?.fromMs ?? 0)) at--
      while (at < spans.length - 1 && ms >= (spans[at]?.untilMs ?? 0)) at++
      const [bucket, sum] = [spans[at], sums[at]]
      if (bucket === undefined || sum === undefined || ms < bucket.fromMs || ms >= bucket.untilMs) continue
      sum.set(band, (sum.get(band) ?? 0n) + quantity)
    }
  }
  return spans.map((bucket, index) => ({ ...bucket, quantities: sums[index] ?? new Map<string, bigint>() }))
}

/** The buckets that touch a span, in order and without a hole. */
export function bucketSpans(zone: Zone, level: UsageLevel, span: Span): readonly Span[] {
  if (span.fromMs >= span.untilMs) return []
  if (level === 'month') return months(zone, span)
  // From so much earlier that the first bucket's own beginning is among them.
  const around = offsetSpans(zone, span.fromMs - 2 * dayMs, span.untilMs + 2 * dayMs)
  const starts = around.flatMap((part, index) => startsIn(part, around[index - 1], lengthsMs[level]))
  const ends = starts.slice(1)
  return ends
    .map((untilMs, index) => ({ fromMs: starts[index] ?? untilMs, untilMs }))
    .filter(({ fromMs, untilMs }) => untilMs > span.fromMs && fromMs < span.untilMs)
}

/** Between two clock changes local time is plain arithmetic; a change begins a bucket unless it lies inside a day. */
function startsIn(
  { fromMs, untilMs, offsetMs }: OffsetSpan,
  before: OffsetSpan | undefined,
  lengthMs: number,
): readonly number[] {
  const first = Math.ceil((fromMs + offsetMs) / lengthMs)
  const count = Math.max(0, Math.ceil((untilMs + offsetMs) / lengthMs) - first)
  const starts = Array.from({ length: count }, (_, index) => (first + index) * lengthMs - offsetMs)
  if (before === undefined || starts[0] === fromMs) return starts
  const isOtherDay = Math.floor((fromMs + offsetMs) / dayMs) !== Math.floor((fromMs - 1 + before.offsetMs) / dayMs)
  return lengthMs < dayMs || isOtherDay ? [fromMs, ...starts] : starts
}

function months(zone: Zone, { fromMs, untilMs }: Span): readonly Span[] {
  const found: Month[] = []
  for (let month = monthOf(zone, fromMs); month.fromMs < untilMs; month = monthOf(zone, month.untilMs)) found.push(month)
  return found.map((month) => ({ fromMs: month.fromMs, untilMs: month.untilMs }))
}
