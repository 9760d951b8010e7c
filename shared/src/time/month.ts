import { type Cycle, periodAt } from './period.ts'
import { startOfDate, type Zone } from './zone.ts'

/** A calendar month in a zone, half-open: `[fromMs, untilMs)`. Clock changes make it longer or shorter, and it bills so. */
export interface Month {
  /** `2013-01` */
  readonly name: string
  readonly fromMs: number
  readonly untilMs: number
}

export function monthOf(zone: Zone, ms: number): Month {
  const { firstDay, fromMs, untilMs } = periodAt(calendarMonths(zone), ms)
  return { name: firstDay.slice(0, -'-01'.length), fromMs, untilMs }
}

/** The months of the calendar, one after another. */
export function calendarMonths(zone: Zone): Cycle {
  return { zone, every: 'month', anchor: { year: 1970, month: 1, day: 1 } }
}

/** Undefined where `name` is not `YYYY-MM` between 1970-02 and 9998-12. */
export function monthNamed(zone: Zone, name: string): Month | undefined {
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(name)
  if (match === null || name < '1970-02' || name > '9998-12') return undefined
  return monthAt(zone, Number(match[1]), Number(match[2]))
}

function monthAt(zone: Zone, year: number, month: number): Month {
  const [nextYear, nextMonth] = month === 12 ? [year + 1, 1] : [year, month + 1]
  return {
    name: `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`,
    fromMs: startOfDate(zone, year, month, 1),
    untilMs: startOfDate(zone, nextYear, nextMonth, 1),
  }
}
