import type { Zone } from '@octroi/shared/time/zone'
import { expect, test } from 'vitest'
import { countUsage } from './count-usage.ts'
import type { PlacedRecord } from './read-records.ts'

const january = Date.UTC(2026, 0, 1)
const february = Date.UTC(2026, 1, 1)
const receivedAtMs = Date.UTC(2026, 1, 10)
const common = { timeState: 'synced', salt: new Uint8Array(16) } as const

function reading(meter: string, start: number, quantity: bigint, service = 'energy.supply'): PlacedRecord {
  const body = { meter, start, end: start + 1, quantity }
  return { seq: 1, record: { ...common, time: start, service, type: 'reading', body } }
}

function performed(time: number, timeState: 'synced' | 'unknown'): PlacedRecord {
  return { seq: 1, record: { ...common, time, timeState, service: 'cleaning', type: 'performed', body: { action: 'clean' } } }
}

const count = (...records: PlacedRecord[]) => countUsage(records, 'Europe/London' as Zone, receivedAtMs)
const sum = (counter: string, periodFromMs: number, quantity: bigint, service = 'energy.supply') => ({
  service,
  counter,
  periodFromMs,
  quantity,
})

test.each([
  ['nothing', [], []],
  ['one meter', [reading('in', january, 1n), reading('in', january + 5, 2n)], [sum('reading:in', january, 3n)]],
  [
    'two meters in turn',
    [reading('in', january, 1n), reading('out', january, 10n), reading('in', january, 2n), reading('out', january, 20n)],
    [sum('reading:in', january, 3n), sum('reading:out', january, 30n)],
  ],
  [
    'a month that comes back after another',
    [reading('in', february - 1, 1n), reading('in', february, 10n), reading('in', january, 2n)],
    [sum('reading:in', january, 3n), sum('reading:in', february, 10n)],
  ],
  [
    'the meters of two services that are named alike',
    [reading('in', january, 1n), reading('in', january, 10n, 'energy.return')],
    [sum('reading:in', january, 1n), sum('reading:in', january, 10n, 'energy.return')],
  ],
  [
    'actions, by when they came where the device did not know',
    [performed(january, 'synced'), performed(january, 'unknown')],
    [sum('performed', january, 1_000_000_000n, 'cleaning'), sum('performed', february, 1_000_000_000n, 'cleaning')],
  ],
])('sums by counter and month: %s', (_what, records, sums) => {
  expect(count(...records)).toEqual(sums)
})
