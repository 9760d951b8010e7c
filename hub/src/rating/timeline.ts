import { monthOf } from '@octroi/shared/time/month'
import { dayMs, type OffsetSpan, offsetSpans, type Zone } from '@octroi/shared/time/zone'
import type { Band, BandWindow } from '../catalogue/price.ts'

/** The one band of a price that has no bands. */
export const wholeDay = 'all'

/** A stretch of time, `[fromMs, untilMs)`, that lies in one billing period and one band. */
export interface Segment {
  readonly fromMs: number
  readonly untilMs: number
  readonly periodFromMs: number
  readonly band: string
}

/**
 * Cuts `[fromMs, untilMs)` at every start of a month and every change of band, in local wall time. Each instant lies in
 * exactly one segment. Made once for many records: finding a record's segment is then a search among numbers.
 */
export function timeline(zone: Zone, bands: readonly Band[] | undefined, fromMs: number, untilMs: number): readonly Segment[] {
  const segments: Segment[] = []
  for (let start = fromMs; start < untilMs; ) {
    const month = monthOf(zone, start)
    const end = Math.min(month.untilMs, untilMs)
    for (const part of bandParts(zone, bands, start, end)) append(segments, { ...part, periodFromMs: month.fromMs })
    start = end
  }
  return segments
}

/** The index of the segment that holds an instant, which must lie on the timeline. */
export function segmentIndexAt(segments: readonly Segment[], ms: number): number {
  let [low, high] = [0, segments.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((segments[middle]?.fromMs ?? Number.POSITIVE_INFINITY) <= ms) low = middle
    else high = middle - 1
  }
  return low
}

type BandPart = Omit<Segment, 'periodFromMs'>

function bandParts(zone: Zone, bands: readonly Band[] | undefined, fromMs: number, untilMs: number): readonly BandPart[] {
  if (bands === undefined) return [{ fromMs, untilMs, band: wholeDay }]
  return offsetSpans(zone, fromMs, untilMs).flatMap((span) => partsOfSpan(bands, span))
}

/** Between two clock changes wall time is plain arithmetic: local = instant + offset, and every day has 24 hours. */
function partsOfSpan(bands: readonly Band[], span: OffsetSpan): readonly BandPart[] {
  const parts: BandPart[] = []
  const marks = minuteMarks(bands)
  for (let day = Math.floor((span.fromMs + span.offsetMs) / dayMs); ; day++) {
    const midnightMs = day * dayMs - span.offsetMs
    if (midnightMs >= span.untilMs) return parts
    for (const [index, mark] of marks.entries()) {
      const fromMs = Math.max(span.fromMs, midnightMs + mark * minuteMs)
      const untilMs = Math.min(span.untilMs, midnightMs + (marks[index + 1] ?? minutesPerDay) * minuteMs)
      if (fromMs < untilMs) parts.push({ fromMs, untilMs, band: bandAt(bands, weekdayOf(day), mark) })
    }
  }
}

const minuteMs = 60_000
const minutesPerDay = 1440
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
type Weekday = (typeof weekdays)[number]

/** 1970-01-01 was a Thursday. */
function weekdayOf(day: number): Weekday {
  return weekdays[(((day + 4) % 7) + 7) % 7] ?? 'sun'
}

/** The minutes of a day at which a band may change, midnight first. */
function minuteMarks(bands: readonly Band[]): readonly number[] {
  const ends = bands.flatMap(({ when = [] }) => when.flatMap(({ from, until }) => [minuteOf(from), minuteOf(until)]))
  return [...new Set([0, ...ends])].filter((minute) => minute < minutesPerDay).toSorted((left, right) => left - right)
}

function bandAt(bands: readonly Band[], weekday: Weekday, minute: number): string {
  const applies = ({ days, from, until }: BandWindow): boolean =>
    (days === undefined || days.includes(weekday)) && minuteOf(from) <= minute && minute < minuteOf(until)
  return bands.find(({ when }) => when === undefined || when.some(applies))?.name ?? wholeDay
}

function minuteOf(wallTime: string): number {
  return Number(wallTime.slice(0, 2)) * 60 + Number(wallTime.slice(3))
}

function append(segments: Segment[], next: Segment): void {
  const last = segments.at(-1)
  const continues = last !== undefined && last.band === next.band && last.periodFromMs === next.periodFromMs
  if (continues) segments[segments.length - 1] = { ...last, untilMs: next.untilMs }
  else segments.push(next)
}
