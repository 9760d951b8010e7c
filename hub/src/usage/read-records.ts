import { decodeRecord, type JournalRecord } from '@octroi/shared/wire/messages/record'
import type { Verdict } from '../proof/verdict.ts'

/** A record with its place in the journal. */
export interface PlacedRecord {
  readonly seq: number
  readonly record: JournalRecord
}

/** A record inside a good batch that this hub cannot use: kept, shown, and counted as received. */
export interface UnusableRecord {
  readonly seq: number
  readonly bytes: Uint8Array
  readonly verdict: Extract<Verdict, 'unreadable_record' | 'clock_suspect'>
  readonly detail: string
}

export interface ReadRecords {
  readonly records: readonly PlacedRecord[]
  readonly unusable: readonly UnusableRecord[]
}

/** A meter's clock may run so far ahead of the hub's. A reading of a later time would be priced in a period to come. */
const aheadMsAtMost = 3_600_000

export function readRecords(first: number, encoded: readonly Uint8Array[], receivedAtMs: number): ReadRecords {
  const records: PlacedRecord[] = []
  const unusable: UnusableRecord[] = []
  for (const [index, bytes] of encoded.entries()) {
    const seq = first + index
    const decoded = decodeRecord(bytes)
    if (!decoded.ok) {
      const detail = decoded.error.map((fault) => `${fault.path} ${fault.detail}`.trim()).join('; ')
      unusable.push({ seq, bytes, verdict: 'unreadable_record', detail })
      continue
    }
    const flaw = flawOf(decoded.value, receivedAtMs)
    if (flaw === undefined) records.push({ seq, record: decoded.value })
    else unusable.push({ seq, bytes, ...flaw })
  }
  return { records, unusable }
}

function flawOf(record: JournalRecord, receivedAtMs: number): Pick<UnusableRecord, 'verdict' | 'detail'> | undefined {
  if (record.type !== 'reading') return undefined
  const { start, end } = record.body
  if (end < start) return { verdict: 'unreadable_record', detail: 'the reading ends before it begins' }
  if (end <= receivedAtMs + aheadMsAtMost) return undefined
  return { verdict: 'clock_suspect', detail: 'the reading ends later than it came' }
}
