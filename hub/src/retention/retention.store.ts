import type { DeviceId } from '@octroi/shared/ids/id'
import type { RetainedTable } from './retained.ts'

/** A batch whose records have served their time. */
export interface OldBatch {
  readonly device: DeviceId
  readonly first: number
  readonly envelope: Uint8Array
}

export interface RetentionStore {
  /** Removes what ended before the instant, at most so many rows; returns how many. */
  remove(table: Exclude<RetainedTable, 'batches'>, endedBeforeMs: number, limit: number): Promise<number>
  /** Batches that came before the instant and lie below their journal's head, the oldest first. */
  oldBatches(receivedBeforeMs: number, limit: number): Promise<readonly OldBatch[]>
  /** Leaves of a batch what its device signed of it. */
  forgetRecords(batch: Omit<OldBatch, 'envelope'>, signed: Uint8Array, atMs: number): Promise<void>
}
