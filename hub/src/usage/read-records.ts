import { decodeRecord, type JournalRecord } from '@octroi/shared/wire/messages/record'
import type { Verdict } from '../proof/verdict.ts'

/** A record with its place in the journal. */
export interface PlacedRecord {
  readonly seq: number
  readonly record: JournalRecord
}

/** A record inside a good batch that this hub cannot use: kept, shown, and counted as received. */
export interface Unusable {
  readonly seq: number
  readonly verdict: Extract<Verdict, 'unreadable_record' | 'clock_suspect' | 'repeated'>
  readonly detail: string
}

export interface ReadRecords {
  readonly records: readonly PlacedRecord[]
  readonly unusable: readonly Unusable[]
}

/** A device's clock may run so far ahead of the hub's. What is later cannot be believed, nor priced. */
const aheadMsAtMost = 3_600_000

/** The latest time a device can speak of by now. */
export function latestBelievableMs(nowMs: number): number {
  return nowMs + aheadMsAtMost
}

export function readRecords(first: number, encoded: readonly Uint8Array[], receivedAtMs: number): ReadRecords {
  const records: PlacedRecord[] = []
  const unusable: Unusable[] = []
  for (const [index, bytes] of encoded.entries()) {
    const seq = first + index
    const decoded = decodeRecord(bytes)
    if (!decoded.ok) {
      const detail = decoded.error.map((fault) => `${fault.path} ${fault.detail}`.trim()).join('; ')
      unusable.push({ seq, verdict: 'unreadable_record', detail })
      continue
    }
    const flaw = flawOf(decoded.value, latestBelievableMs(receivedAtMs))
    if (flaw === undefined) records.push({ seq, record: decoded.value })
    else unusable.push({ seq, ...flaw })
  }
  return { records, unusable }
}

function flawOf(record: JournalRecord, latestMs: number): Omit<Unusable, 'seq'> | undefined {
  if (record.timeState === 'synced' && record.time > latestMs) {
    return { verdict: 'clock_suspect', detail: 'the record tells of a time that has not come' }
  }
  if (record.type !== 'reading') return undefined
  const { start, end } = record.body
  if (end <= start) return { verdict: 'unreadable_record', detail: 'the reading does not end after it begins' }
  return end <= latestMs ? undefined : { verdict: 'clock_suspect', detail: 'the reading ends later than it came' }
}
