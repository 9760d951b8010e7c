import { oneUnit } from '@octroi/shared/money/quantity'
import { decodeRecord, type JournalRecord } from '@octroi/shared/wire/messages/record'
import type { Usage } from './usage.ts'

/** A record with its place in the journal. */
export interface PlacedRecord {
  readonly seq: number
  readonly record: JournalRecord
}

/** A record inside a good batch that this hub cannot read: kept, shown, and counted as received. */
export interface UnreadableRecord {
  readonly seq: number
  readonly bytes: Uint8Array
  readonly detail: string
}

export interface ReadRecords {
  readonly records: readonly PlacedRecord[]
  readonly unreadable: readonly UnreadableRecord[]
}

export function readRecords(first: number, encoded: readonly Uint8Array[]): ReadRecords {
  const records: PlacedRecord[] = []
  const unreadable: UnreadableRecord[] = []
  for (const [index, bytes] of encoded.entries()) {
    const seq = first + index
    const decoded = decodeRecord(bytes)
    if (!decoded.ok)
      unreadable.push({ seq, bytes, detail: decoded.error.map(({ path, detail }) => `${path} ${detail}`.trim()).join('; ') })
    else if (endsBeforeItBegins(decoded.value)) unreadable.push({ seq, bytes, detail: 'the reading ends before it begins' })
    else records.push({ seq, record: decoded.value })
  }
  return { records, unreadable }
}

function endsBeforeItBegins(record: JournalRecord): boolean {
  return record.type === 'reading' && record.body.end < record.body.start
}

/** What a record counts for rating: a reading its interval and quantity, an authorized opening one unit. */
export function usageOf({ seq, record }: PlacedRecord): Usage | undefined {
  const { service, type } = record
  if (type === 'reading') {
    const { meter, start, end, quantity } = record.body
    return { seq, service, record: type, reading: meter, fromMs: start, untilMs: end, quantity }
  }
  if (type !== 'opened' || record.authorization === undefined) return undefined
  const { time, authorization } = record
  return { seq, service, record: type, fromMs: time, untilMs: time, quantity: oneUnit, authorization }
}
