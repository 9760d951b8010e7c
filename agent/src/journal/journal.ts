import type { Counted } from '@octroi/shared/decisions/counters'
import type { AuthorizationId } from '@octroi/shared/ids/id'
import type { SealedBatch } from '@octroi/shared/proof/seal-batch'
import type { SeqRange } from '@octroi/shared/wire/messages/journal'
import type { JournalRecord } from '@octroi/shared/wire/messages/record'
import type { OpenAction } from './open-action.ts'

/** A record before the journal gives it its place and its salt. */
export type RecordDraft = JournalRecord extends infer R ? (R extends JournalRecord ? Omit<R, 'salt'> : never) : never

/** What must be durable together with the records that tell of it. */
export type DurableChange =
  | { readonly kind: 'use'; readonly authorization: AuthorizationId; readonly used: number; readonly expiresAt: number }
  /** `link` is the SHA-256 of a link, base64url. */
  | { readonly kind: 'link_use'; readonly link: string; readonly used: number; readonly expiresAt: number }
  | { readonly kind: 'action'; readonly service: string; readonly action: OpenAction | undefined }
  | { readonly kind: 'reading'; readonly source: string; readonly endMs: number }
  | ({ readonly kind: 'counted' } & Counted)
  | { readonly kind: 'lease'; readonly signed: Uint8Array }
  | { readonly kind: 'epoch'; readonly epoch: number }
  /** The journal goes on after `through`, whose batch has the hash `head`: the hub holds more of it than the device. */
  | { readonly kind: 'jump'; readonly through: number; readonly head: Uint8Array }
  | { readonly kind: 'revocations'; readonly version: number; readonly denied: readonly AuthorizationId[] }
  | { readonly kind: 'trust_permits_from'; readonly seconds: number }
  /** When the wrong passcodes that count were typed, instead of those kept before. */
  | { readonly kind: 'wrong_passcodes'; readonly atMs: readonly number[] }
  /** A sealed batch was found damaged: it will not be sent any more. */
  | { readonly kind: 'gone'; readonly range: SeqRange }

/**
 * Who gives way while the journal is nearly full. `optional` entries keep out of its last tenth. What is `deferrable`, an
 * action that has not begun or a reading that can be told again, leaves room for facts. A `fact` has happened, and takes
 * the last room there is. What is `vital` is kept beyond the bound: without it nothing would go on.
 */
export type EntryWeight = 'optional' | 'deferrable' | 'fact' | 'vital'

export interface JournalEntry {
  readonly records: readonly RecordDraft[]
  readonly changes: readonly DurableChange[]
  readonly weight: EntryWeight
}

/** What the device remembers across boots. */
export interface Remembered {
  readonly uses: ReadonlyMap<AuthorizationId, number>
  /** By the SHA-256 of a link, base64url. */
  readonly linkUses: ReadonlyMap<string, number>
  readonly actions: ReadonlyMap<string, OpenAction>
  readonly readingEnds: ReadonlyMap<string, number>
  readonly epoch: number
  readonly revocations: { readonly version: number; readonly denied: ReadonlySet<AuthorizationId> }
  readonly trustsPermitsFrom: number
  /** By service and counter, with a space between. */
  readonly counted: ReadonlyMap<string, bigint>
  readonly lease: { readonly signed: Uint8Array; readonly heldMs: number } | undefined
  readonly unsyncedBoots: number
  /** When wrong passcodes were typed, the oldest first. */
  readonly wrongPasscodes: readonly number[]
  readonly floorMs?: number
}

/** What no record tells of, saved now and then. */
export interface SavedClock {
  /** A lower bound of the time; absent, the one before stays. */
  readonly floorMs?: number
  /** How long the device has been under power since it took its lease. */
  readonly leaseHeldMs: number
  readonly unsyncedBoots: number
}

/** A record that waits for a batch. */
export interface UnsealedRecord {
  readonly seq: number
  readonly boot: Uint8Array
  readonly bytes: Uint8Array
  readonly isUrgent: boolean
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
  saveClock(clock: SavedClock): Promise<void>

  unsealed(limit: number): Promise<readonly UnsealedRecord[]>
  /** Hash of the payload that a batch beginning at `first` follows, or zeros. */
  headBefore(first: number): Promise<Uint8Array>
  /** Turns the records of the batch into the batch. */
  seal(batch: SealedBatch): Promise<void>
  /** Batches no receipt covers yet that begin in the range, in order. */
  unacknowledged(range: SeqRange, limit: number): Promise<readonly SealedBatch[]>
  /** Sealed batches that hold any record of the range and can be sent, acknowledged or not. */
  covering(range: SeqRange, limit: number): Promise<readonly SealedBatch[]>
  /** The hub answered. Returns how many records that frees from the outbox. */
  acknowledge(answer: HubAnswer, nowMs: number): Promise<number>
  /** Where the hub stands as a session opens: what it has forgotten is sent again. Returns what {@link Journal.acknowledge} does. */
  reconcile(standing: HubStanding, nowMs: number): Promise<number>
  /**
   * Whether what the hub holds is a part of this journal. It is not where the disk came back from a copy, or began anew:
   * the hub then knows records that the device does not.
   */
  continues(standing: HubStanding): Promise<boolean>
  /** After which number it last went on because the hub held more of it; 0 where it never did. */
  jumpedThrough(): Promise<number>
  status(): Promise<JournalStatus>
  close(): Promise<void>
}

/** The hub holds everything up to `through`, and the batch that ends there has this hash. */
export interface HubStanding {
  readonly through: number
  readonly head: Uint8Array
  /** The last record the hub holds at all, above holes too. */
  readonly highest?: number
}

export interface HubAnswer extends HubStanding {
  /** The hash of the one batch that is answered: the hub holds it, whatever became of it. */
  readonly answers?: Uint8Array
}

export interface JournalStatus {
  readonly lastSeq: number
  /** The last record of the newest sealed batch; later batches begin after it. */
  readonly sealedThrough: number
  readonly acknowledgedThrough: number
  readonly unsealed: number
  /** Records that count against the journal's bound. */
  readonly kept: number
}
