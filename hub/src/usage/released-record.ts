import { conflict, type Failure } from '@octroi/shared/errors/failure'
import { invariant } from '@octroi/shared/errors/invariant'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { accessRecordTypes, decodeRecord, type JournalRecord } from '@octroi/shared/wire/messages/record'
import type { Quarantined } from '../proof/quarantine.store.ts'
import { latestBelievableMs, type PlacedRecord } from './read-records.ts'

/**
 * A single record that was set apart, as it is taken in after all. Where its clock is still ahead of ours, what it tells
 * of an access happened at a time nobody knows, and is priced by the window that was granted; a reading of time that has
 * not come has to wait for it.
 */
export function releasedRecord({ range, bytes }: Quarantined, nowMs: number): Result<PlacedRecord, Failure> {
  const decoded = decodeRecord(bytes)
  invariant(decoded.ok && range !== undefined, 'a record that was set apart had been read')
  const record = decoded.value
  const latestMs = latestBelievableMs(nowMs)
  if (record.type === 'reading' && record.body.end > latestMs) return err(timeNotCome)
  const isAhead = record.timeState === 'synced' && record.time > latestMs
  return ok({ seq: range.first, record: isAhead && isAccess(record) ? { ...record, timeState: 'unknown' } : record })
}

function isAccess({ type }: JournalRecord): boolean {
  return accessRecordTypes.some((each) => each === type)
}

const timeNotCome = conflict(
  'time_not_come',
  'The reading ends at a time that has not come. Release it when it has, or dismiss it.',
)
