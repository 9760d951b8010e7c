import { countedBy } from '@octroi/shared/decisions/counters'
import { type Month, monthOf } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'
import type { PlacedRecord } from './read-records.ts'

/** What a device counted for its own account in one calendar month. */
export interface PeriodCount {
  readonly service: string
  readonly counter: string
  readonly periodFromMs: number
  /** In 1e-9 of the counter's unit. */
  readonly quantity: bigint
}

/** Sums a batch by counter and month. Usage counts when it happened; where the device did not know, when it came. */
export function countUsage(records: readonly PlacedRecord[], zone: Zone, receivedAtMs: number): readonly PeriodCount[] {
  const sums = new Map<string, Sum>()
  let month: Month | undefined
  let last: Sum | undefined
  for (const { record } of records) {
    const counted = countedBy(record)
    if (counted === undefined) continue
    const atMs = record.type === 'reading' ? record.body.start : record.timeState === 'synced' ? record.time : receivedAtMs
    // Records come in the order of their time, so the time-zone library is asked once a month and not once a record.
    if (month === undefined || atMs < month.fromMs || atMs >= month.untilMs) month = monthOf(zone, atMs)
    // Most are of one meter and one month.
    const { service, counter } = counted
    if (last?.periodFromMs !== month.fromMs || last.counter !== counter || last.service !== service) {
      const key = `${service} ${counter} ${month.fromMs}`
      last = sums.get(key) ?? { service, counter, periodFromMs: month.fromMs, quantity: 0n }
      sums.set(key, last)
    }
    last.quantity += counted.quantity
  }
  return [...sums.values()]
}

/** Added to in place. */
type Sum = Omit<PeriodCount, 'quantity'> & { quantity: bigint }
