import { readFileSync } from 'node:fs'
import { monthNamed } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'
import { profileMonth } from '@octroi/simulators/readings/profile'

/** What half an hour used, in 1e-9 Wh. */
export interface HalfHour {
  readonly startMs: number
  readonly endMs: number
  readonly quantity: bigint
}

/** Months of a made-up household: the same months always give the same readings. */
export function madeUpHalfHours(zone: Zone, ...months: readonly string[]): readonly HalfHour[] {
  return months.flatMap((name) => {
    const month = monthNamed(zone, name)
    if (month === undefined) throw new Error(`${name} is no month`)
    return profileMonth(month, zone).readings
  })
}

/** A file of the London trial as published: ends of intervals in UTC, kWh; repeated rows and rows without a value left out. */
export function publishedHalfHours(path: string): readonly HalfHour[] {
  const found = new Map<number, HalfHour>()
  for (const row of readFileSync(path, 'utf8').split('\n').slice(1)) {
    const [, time = '', text = ''] = row.split(',').map((cell) => cell.trim())
    if (!/^\d+(?:\.\d+)?$/.test(text)) continue
    const endMs = Date.parse(`${time.slice(0, 19).replace(' ', 'T')}Z`)
    const [whole = '0', fraction = ''] = text.split('.')
    found.set(endMs, { startMs: endMs - 1_800_000, endMs, quantity: BigInt(whole + fraction.padEnd(12, '0')) })
  }
  return [...found.values()].toSorted((left, right) => left.startMs - right.startMs)
}
