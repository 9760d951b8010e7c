import { localMonth, startOfDate, type Zone } from './zone.ts'

/** A calendar month in a zone, half-open: `[fromMs, untilMs)`. Clock changes make it longer or shorter, and it bills so. */
export interface Month {
  /** `2013-01` */
  readonly name: string
  readonly fromMs: number
  readonly untilMs: number
}

export function monthOf(zone: Zone, ms: number): Month {
  const { year, month } = localMonth(zone, ms)
  return monthAt(zone, year, month)
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

/** How many months later one begins than another. */
export function monthsBetween(from: Month, to: Month): number {
  const numberOf = ({ name }: Month): number => Number(name.slice(0, -3)) * 12 + Number(name.slice(-2))
  return numberOf(to) - numberOf(from)
}
