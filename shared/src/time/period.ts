import { dayNumber } from './local-day.ts'
import { dayMs, type LocalDate, localDateOf, startOfDate, type Zone } from './zone.ts'

/** A stretch of local days, half-open: `[fromMs, untilMs)`. Clock changes make it longer or shorter, and it bills so. */
export interface Period {
  /** The local date on which it begins: `2026-11-23`. */
  readonly firstDay: string
  readonly fromMs: number
  readonly untilMs: number
}

export const periodLengths = ['week', 'month', 'quarter', 'year'] as const
export type PeriodLength = (typeof periodLengths)[number]

/**
 * Periods of one length without gap or overlap. One of them begins on the anchor, all others so many weeks or months from
 * it: on the day of the anchor, or on the last day of a month that is shorter, so that the day comes back after it.
 */
export interface Cycle {
  readonly zone: Zone
  readonly every: PeriodLength
  readonly anchor: LocalDate
}

const monthsIn: Readonly<Record<Exclude<PeriodLength, 'week'>, number>> = { month: 1, quarter: 3, year: 12 }

/** The period that holds an instant. */
export function periodAt(cycle: Cycle, ms: number): Period {
  let index = indexOf(cycle, localDateOf(cycle.zone, ms))
  let period = nth(cycle, index)
  // Where clocks are put back over midnight a date comes twice: what is after a period's end is not in it.
  while (ms < period.fromMs) period = nth(cycle, --index)
  while (ms >= period.untilMs) period = nth(cycle, ++index)
  return period
}

/** How many periods later one begins than another, of one cycle. */
export function periodsBetween(cycle: Cycle, from: Period, to: Period): number {
  return indexOf(cycle, dateNamed(to.firstDay)) - indexOf(cycle, dateNamed(from.firstDay))
}

/** When the local date begins that is so many months later: the same day, or the last of a shorter month. */
export function monthsAfter(zone: Zone, ms: number, months: number): number {
  const date = localDateOf(zone, ms)
  const { year, month, day } = onDay(monthNumber(date) + months, date.day)
  return startOfDate(zone, year, month, day)
}

/** A local day by its name, `2026-11-23`; undefined where there is none of that name between 1970-02 and 9998. */
export function dayNamed(zone: Zone, name: string): Period | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(name) || name < '1970-02' || name > '9999') return undefined
  const number = dayNumber(name)
  if (Number.isNaN(number) || nameOf(dateOfDay(number)) !== name) return undefined
  return { firstDay: name, fromMs: startOf(zone, dateOfDay(number)), untilMs: startOf(zone, dateOfDay(number + 1)) }
}

function nth(cycle: Cycle, index: number): Period {
  const [first, next] = [firstDayOf(cycle, index), firstDayOf(cycle, index + 1)]
  return { firstDay: nameOf(first), fromMs: startOf(cycle.zone, first), untilMs: startOf(cycle.zone, next) }
}

function firstDayOf({ every, anchor }: Cycle, index: number): LocalDate {
  if (every === 'week') return dateOfDay(dayNumber(nameOf(anchor)) + 7 * index)
  return onDay(monthNumber(anchor) + monthsIn[every] * index, anchor.day)
}

/** Of the period that begins on a date or holds it; where the anchor's day is beyond a month's end, that of the next one begins there. */
function indexOf({ every, anchor }: Cycle, date: LocalDate): number {
  if (every === 'week') return Math.floor((dayNumber(nameOf(date)) - dayNumber(nameOf(anchor))) / 7)
  const months = monthNumber(date) - monthNumber(anchor)
  const hasBegun = date.day >= onDay(monthNumber(date), anchor.day).day
  return Math.floor((hasBegun ? months : months - 1) / monthsIn[every])
}

/** Months counted on from the year 0. */
function monthNumber({ year, month }: LocalDate): number {
  return year * 12 + month - 1
}

/** That day of a month, or its last one. */
function onDay(months: number, day: number): LocalDate {
  const [year, month] = [Math.floor(months / 12), (((months % 12) + 12) % 12) + 1]
  const days = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()
  return { year, month, day: Math.min(day, days) }
}

function dateOfDay(number: number): LocalDate {
  const date = new Date(number * dayMs)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

function dateNamed(name: string): LocalDate {
  return dateOfDay(dayNumber(name))
}

function nameOf({ year, month, day }: LocalDate): string {
  return [String(year).padStart(4, '0'), ...[month, day].map((part) => String(part).padStart(2, '0'))].join('-')
}

function startOf(zone: Zone, { year, month, day }: LocalDate): number {
  return startOfDate(zone, year, month, day)
}
