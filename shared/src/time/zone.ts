import { Temporal } from 'temporal-polyfill'

/** An IANA time zone, for example `Europe/London`. */
export type Zone = string & { readonly zone: unique symbol }

export function isZone(name: string): name is Zone {
  // Offsets such as `+01:00` are accepted by the platform but know nothing of clock changes.
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

export const dayMs = 86_400_000

/** A stretch of time in which a zone's clocks keep one offset from UTC: local time = instant + `offsetMs`. */
export interface OffsetSpan {
  readonly fromMs: number
  readonly untilMs: number
  readonly offsetMs: number
}

/**
 * Cuts `[fromMs, untilMs)` at the zone's clock changes. Everything local that lies inside a span is then plain
 * arithmetic, so rating calls the time-zone library once per period and never per record.
 */
export function offsetSpans(zone: Zone, fromMs: number, untilMs: number): readonly OffsetSpan[] {
  const spans: OffsetSpan[] = []
  let start = fromMs
  while (start < untilMs) {
    const local = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(zone)
    const change = local.getTimeZoneTransition('next')?.epochMilliseconds ?? untilMs
    const end = Math.min(change, untilMs)
    spans.push({ fromMs: start, untilMs: end, offsetMs: local.offsetNanoseconds / 1e6 })
    start = end
  }
  return spans
}

/** The first instant of a local date. Where midnight is skipped, that is the moment the clocks jump to. */
export function startOfDate(zone: Zone, year: number, month: number, day: number): number {
  return new Temporal.PlainDate(year, month, day).toZonedDateTime({ timeZone: zone }).epochMilliseconds
}

/** The first instant of the local date of an instant. */
export function startOfDay(zone: Zone, ms: number): number {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).startOfDay().epochMilliseconds
}

/** A date of the calendar; months count from 1. */
export interface LocalDate {
  readonly year: number
  readonly month: number
  readonly day: number
}

export function localDateOf(zone: Zone, ms: number): LocalDate {
  const { year, month, day } = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone)
  return { year, month, day }
}

/** The local date of an instant, `2026-11-23`. */
export function localDate(zone: Zone, ms: number): string {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDate().toString()
}

/** The same local time of day so many days later. */
export function daysAfter(zone: Zone, ms: number, days: number): number {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).add({ days }).epochMilliseconds
}

/**
 * The instant of a local date and time, `2026-11-23T09:00`; undefined for text that is none. Of a time that comes twice the
 * first is meant; one that is skipped lies as long after the jump as it was meant after its beginning.
 */
export function localInstant(zone: Zone, text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?$/.test(text)) return undefined
  try {
    const ms = Temporal.PlainDateTime.from(text, { overflow: 'reject' }).toZonedDateTime(zone).epochMilliseconds
    return ms < 0 ? undefined : ms
  } catch {
    return undefined
  }
}
