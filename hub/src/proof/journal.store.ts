import type { DeviceId } from '@octroi/shared/ids/id'
import type { BatchLink, JournalHead } from './journal-head.ts'
import type { Verdict } from './verdict.ts'
import type { VerifiedBatch } from './verify-envelope.ts'

/** Something set apart, kept as it came. */
export interface Quarantined {
  readonly device: DeviceId
  readonly verdict: Verdict
  readonly detail: string
  /** The records concerned, where the batch can be believed to say so. */
  readonly range?: { readonly first: number; readonly last: number }
  /** SHA-256 of the bytes: the same thing sent again is kept once. */
  readonly bytesHash: Uint8Array
  readonly bytes: Uint8Array
  readonly receivedAtMs: number
}

/** Evidence: the batches of a device as they were signed, and where its journal stands. */
export interface JournalStore {
  /** In PostgreSQL the row stays locked until the transaction ends: the chain head decides between two hubs. */
  head(device: DeviceId): Promise<JournalHead>
  putHead(device: DeviceId, head: JournalHead): Promise<void>
  /** Stored batches that share a sequence number with the range. */
  overlapping(device: DeviceId, first: number, last: number): Promise<readonly BatchLink[]>
  /** Stored batches above a sequence number, in order, at most `limit`. */
  ahead(device: DeviceId, through: number, limit: number): Promise<readonly BatchLink[]>
  /** A stored batch as it came, by its first record. */
  envelope(device: DeviceId, first: number): Promise<Uint8Array>
  /** The stored batch that holds a record, as it came. */
  covering(device: DeviceId, seq: number): Promise<Uint8Array>
  /** In which boot of the device a record was written. */
  bootAt(device: DeviceId, seq: number): Promise<Uint8Array>
  /** The last record of any stored batch, or 0. */
  highest(device: DeviceId): Promise<number>
  insertBatch(device: DeviceId, batch: VerifiedBatch, receivedAtMs: number): Promise<void>
  /** True where it was not there yet. */
  quarantine(entry: Quarantined): Promise<boolean>
  quarantined(device: DeviceId): Promise<readonly Omit<Quarantined, 'bytes'>[]>
}
