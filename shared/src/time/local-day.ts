import { dayMs } from './zone.ts'

/** Local days are numbered from 1970-01-01, whatever the zone; the calendar is then plain arithmetic. */
export function dayNumber(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / dayMs
}

/** `12-25` of a day's number. */
export function monthDayOf(day: number): string {
  return new Date(day * dayMs).toISOString().slice(-19, -14)
}
