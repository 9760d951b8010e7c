import type { Month } from '@octroi/shared/time/month'
import { offsetSpans, type Zone } from '@octroi/shared/time/zone'
import { halfHourMs, type MeterReading, type ReadMonth } from './reading.ts'

/** Typical half-hourly use of a household in Wh, by local hour. */
const whByHour = [
  90, 80, 75, 75, 80, 110, 190, 260, 230, 180, 160, 160, 190, 170, 160, 180, 260, 380, 420, 400, 340, 280, 200, 130,
] as const

const oneWh = 10n ** 9n

/** A month of a made-up household: the same month always gives the same readings. */
export function profileMonth(month: Month, zone: Zone): ReadMonth {
  const readings: MeterReading[] = []
  const spans = offsetSpans(zone, month.fromMs, month.untilMs)
  for (let startMs = month.fromMs, index = 0; startMs < month.untilMs; startMs += halfHourMs, index++) {
    const span = spans.find(({ untilMs }) => startMs < untilMs)
    const hour = new Date(startMs + (span?.offsetMs ?? 0)).getUTCHours()
    const base = whByHour[hour] ?? 0
    // A fixed wobble of up to a fifth, so that no two days are alike.
    const wobble = ((index * 7919) % 41) - 20
    readings.push({ startMs, endMs: startMs + halfHourMs, quantity: (BigInt(base * (100 + wobble)) * oneWh) / 100n })
  }
  return { readings, source: 'a generated profile', duplicates: 0, empty: 0, gaps: [], clockChanges: spans.length - 1 }
}
