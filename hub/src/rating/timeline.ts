import { monthDayOf } from '@octroi/shared/time/local-day'
import { type Cycle, periodAt } from '@octroi/shared/time/period'
import { dayMs, type OffsetSpan, offsetSpans, type Zone } from '@octroi/shared/time/zone'
import type { Band, BandWindow, Season } from '../catalogue/band.ts'

/** The one band of a price that has no bands. */
export const wholeDay = 'all'

/** Marks time in which a subscription is not in force. No band of a catalogue can be named so. */
export const notInForce = ''

/** The numbers of the local days of each list of dates. */
export type Holidays = ReadonlyMap<string, ReadonlySet<number>>

/** A stretch of time, `[fromMs, untilMs)`, that lies in one billing period and one band. */
export interface Segment {
  readonly fromMs: number
  readonly untilMs: number
  readonly periodFromMs: number
  readonly band: string
  /** The number of the local day that it lies in, where days are told apart. */
  readonly day?: number
}

/**
 * Cuts `[fromMs, untilMs)` at every start of a period and every change of band, in local wall time. Each instant lies in
 * exactly one segment. Made once for many records: finding a record's segment is then a search among numbers.
 */
export function timeline(
  cycle: Cycle,
  bands: readonly Band[] | undefined,
  fromMs: number,
  untilMs: number,
  holidays: Holidays = new Map(),
): readonly Segment[] {
  const segments: Segment[] = []
  const local = { zone: cycle.zone, bands, holidays }
  for (let start = fromMs; start < untilMs; ) {
    const period = periodAt(cycle, start)
    const end = Math.min(period.untilMs, untilMs)
    for (const part of bandParts(local, start, end)) append(segments, { ...part, periodFromMs: period.fromMs })
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

interface LocalBands {
  readonly zone: Zone
  readonly bands: readonly Band[] | undefined
  readonly holidays: Holidays
}

function bandParts({ zone, bands, holidays }: LocalBands, fromMs: number, untilMs: number): readonly BandPart[] {
  if (bands === undefined) return [{ fromMs, untilMs, band: wholeDay }]
  return offsetSpans(zone, fromMs, untilMs).flatMap((span) => partsOfSpan(bands, holidays, span))
}

/** Between two clock changes wall time is plain arithmetic: local = instant + offset, and every day has 24 hours. */
function partsOfSpan(bands: readonly Band[], holidays: Holidays, span: OffsetSpan): readonly BandPart[] {
  const parts: BandPart[] = []
  const marks = minuteMarks(bands)
  for (let day = Math.floor((span.fromMs + span.offsetMs) / dayMs); ; day++) {
    const midnightMs = day * dayMs - span.offsetMs
    if (midnightMs >= span.untilMs) return parts
    const ofDay = bands.map(({ name, when }) => ({ name, when: when?.filter((window) => isOn(window, day, holidays)) }))
    for (const [index, mark] of marks.entries()) {
      const fromMs = Math.max(span.fromMs, midnightMs + mark * minuteMs)
      const untilMs = Math.min(span.untilMs, midnightMs + (marks[index + 1] ?? minutesPerDay) * minuteMs)
      if (fromMs < untilMs) parts.push({ fromMs, untilMs, band: bandAt(ofDay, mark) })
    }
  }
}

/** Whether a window opens on a local day at all. */
function isOn({ days, season, holidays: only, notHolidays: never }: BandWindow, day: number, holidays: Holidays): boolean {
  if (days !== undefined && !days.includes(weekdayOf(day))) return false
  if (only !== undefined && holidays.get(only)?.has(day) !== true) return false
  if (never !== undefined && holidays.get(never)?.has(day) === true) return false
  return season === undefined || isInSeason(season, monthDayOf(day))
}

/** A season that ends before it begins goes over the end of the year. */
function isInSeason({ from, through }: Season, date: string): boolean {
  return from <= through ? from <= date && date <= through : from <= date || date <= through
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

function bandAt(bands: readonly Pick<Band, 'name' | 'when'>[], minute: number): string {
  const applies = ({ from, until }: BandWindow): boolean => minuteOf(from) <= minute && minute < minuteOf(until)
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
