import type { DeviceId } from '@octroi/shared/ids/id'
import type { BatchLink, JournalHead } from './journal-head.ts'
import type { QuarantineStore } from './quarantine.store.ts'
import type { VerifiedBatch } from './verify-envelope.ts'

/** How far a journal is held, for a list. */
export interface KnownStanding {
  readonly device: DeviceId
  readonly through: number
  /** Since when something is missing below what came later. */
  readonly gapSinceMs?: number
}

/** Evidence: the batches of a device as they were signed, and where its journal stands. */
export interface JournalStore extends QuarantineStore {
  /** In PostgreSQL the row stays locked until the transaction ends: the chain head decides between two hubs. */
  head(device: DeviceId): Promise<JournalHead>
  putHead(device: DeviceId, head: JournalHead): Promise<void>
  /** Of those that told anything. */
  standings(devices: readonly DeviceId[]): Promise<readonly KnownStanding[]>
  /** Stored batches that share a sequence number with the range. */
  overlapping(device: DeviceId, first: number, last: number): Promise<readonly BatchLink[]>
  /** Stored batches above a sequence number, in order, at most `limit`. */
  ahead(device: DeviceId, through: number, limit: number): Promise<readonly BatchLink[]>
  /** A stored batch as it came, by its first record, while it has its records. */
  envelope(device: DeviceId, first: number): Promise<Uint8Array>
  /** What its device signed of a batch whose records are forgotten; undefined while it has them. */
  signedAlone(device: DeviceId, first: number): Promise<Uint8Array | undefined>
  /**
   * The stored batch that holds a record, as it came; with `overlap`, the released one of that boot. Undefined once its
   * records are forgotten.
   */
  covering(device: DeviceId, seq: number, overlap?: Uint8Array): Promise<Uint8Array | undefined>
  /** In which boot of the device a record was written. */
  bootAt(device: DeviceId, seq: number): Promise<Uint8Array>
  /** When a stored batch came, by its first record. */
  receivedAtMs(device: DeviceId, first: number): Promise<number>
  /** The last record of any stored batch, or 0. */
  highest(device: DeviceId): Promise<number>
  insertBatch(device: DeviceId, batch: VerifiedBatch, receivedAtMs: number): Promise<void>
}
