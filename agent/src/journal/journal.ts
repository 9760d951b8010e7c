import type { AuthorizationId } from '@octroi/shared/ids/id'
import type { JournalRecord } from '@octroi/shared/wire/messages/record'
import type { OpenAction } from './open-action.ts'

/** A record before the journal gives it its place and its salt. */
export type RecordDraft = JournalRecord extends infer R ? (R extends JournalRecord ? Omit<R, 'salt'> : never) : never

/** What must be durable together with the records that tell of it. */
export type DurableChange =
  | { readonly kind: 'use'; readonly authorization: AuthorizationId; readonly used: number; readonly expiresAt: number }
  | { readonly kind: 'action'; readonly service: string; readonly action: OpenAction | undefined }
  | { readonly kind: 'reading'; readonly meter: string; readonly endMs: number }
  | { readonly kind: 'epoch'; readonly epoch: number }

export interface JournalEntry {
  readonly records: readonly RecordDraft[]
  readonly changes: readonly DurableChange[]
  /** An optional entry is refused while the journal is nearly full, so that what matters still finds room. */
  readonly isOptional: boolean
}

/** What the device remembers across boots. */
export interface Remembered {
  readonly uses: ReadonlyMap<AuthorizationId, number>
  readonly actions: ReadonlyMap<string, OpenAction>
  readonly readingEnds: ReadonlyMap<string, number>
  readonly epoch: number
  readonly floorMs?: number
}

/** A record that waits for a batch. */
export interface UnsealedRecord {
  readonly seq: number
  readonly boot: Uint8Array
  readonly bytes: Uint8Array
  readonly isUrgent: boolean
}

/** A sealed batch: the bytes that are sent, again and again the same, until the hub's receipt covers them. */
export interface SealedBatch {
  readonly first: number
  readonly last: number
  /** SHA-256 of its signed payload: what the next batch names as `previous`. */
  readonly payloadHash: Uint8Array
  readonly envelope: Uint8Array
}

export class JournalFullError extends Error {
  override readonly name = 'JournalFullError'
}

/**
 * The device's append-only memory, and its outbox: nothing leaves it before the hub's receipt says it is held there.
 * A commit is durable when it resolves. Throws {@link JournalFullError} where there is no room; nothing is then kept.
 */
export interface Journal {
  remembered(): Promise<Remembered>
  commit(entry: JournalEntry): Promise<void>
  saveFloor(ms: number): Promise<void>

  unsealed(limit: number): Promise<readonly UnsealedRecord[]>
  /** Hash of the newest sealed batch's payload, or zeros. */
  sealedHead(): Promise<Uint8Array>
  /** Turns the records of the batch into the batch. */
  seal(batch: SealedBatch): Promise<void>
  /** Batches no receipt covers yet, from a sequence number on. */
  unacknowledged(fromSeq: number, limit: number): Promise<readonly SealedBatch[]>
  /** Sealed batches that hold any record of the range, acknowledged or not. */
  covering(first: number, last: number, limit: number): Promise<readonly SealedBatch[]>
  /** The hub holds everything up to here. Returns how many records that frees from the outbox. */
  acknowledge(through: number, nowMs: number): Promise<number>
  status(): Promise<JournalStatus>
  close(): Promise<void>
}

export interface JournalStatus {
  readonly lastSeq: number
  readonly acknowledgedThrough: number
  readonly unsealed: number
  /** Records that count against the journal's bound. */
  readonly kept: number
}
