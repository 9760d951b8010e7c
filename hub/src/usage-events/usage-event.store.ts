import type { RejectedEventState } from '@octroi/shared/api/vocabulary'
import type { AccountId, ApiKeyId, OperatorId, RejectedEventId, UsageEventId } from '@octroi/shared/ids/id'
import type { Page, PageRequest } from '../page.ts'
import type { Rejection } from './rejection.ts'
import type { UsageEvent } from './usage-event.ts'

/** Who sent an event: a key, or a person in the console. */
export type EventSender = ApiKeyId | OperatorId

/** An event that was taken in and rated. Nobody signed it. */
export interface AcceptedEvent extends Pick<UsageEvent, 'source' | 'id'> {
  readonly event: UsageEventId
  /** Whose usage it is. */
  readonly account: AccountId
  /** All of it that counts, and the SHA-256 of that. */
  readonly content: string
  readonly contentHash: Uint8Array
  readonly receivedAtMs: number
  readonly receivedFrom: EventSender
  /** The event as it had come first, where an operator had it taken in. */
  readonly rejected?: RejectedEventId
}

/** What an operator said of an event, or its sender by sending it right. */
export interface RejectedEventDecision {
  readonly state: Exclude<RejectedEventState, 'waiting'>
  readonly atMs: number
  /** Absent where its sender sent it right. */
  readonly by?: EventSender
  readonly reason?: string
  /** As it was taken in after all. */
  readonly event?: UsageEventId
}

/** An event that was not taken in, kept as it came. */
export interface RejectedEvent extends Partial<Pick<UsageEvent, 'source' | 'id'>> {
  readonly rejected: RejectedEventId
  /** Whose it would be, as far as that is known. */
  readonly account?: AccountId
  /** As it came; the beginning of it where it was too large. */
  readonly body: string
  readonly bodyHash: Uint8Array
  readonly rejection: Rejection
  readonly receivedAtMs: number
  readonly receivedFrom: EventSender
  readonly decision?: RejectedEventDecision
}

export interface RejectedFilter {
  readonly state?: RejectedEventState | undefined
  readonly source?: string | undefined
}

export interface UsageEventStore {
  /** Those of these that were taken in. */
  named(ids: readonly UsageEventId[]): Promise<readonly AcceptedEvent[]>
  insert(events: readonly AcceptedEvent[]): Promise<void>
  /** Rejected events that came with one of these very bodies. */
  rejectedAs(bodyHashes: readonly Uint8Array[]): Promise<readonly RejectedEvent[]>
  insertRejected(events: readonly RejectedEvent[]): Promise<void>
  getRejected(id: RejectedEventId): Promise<RejectedEvent | undefined>
  /** Newest first. */
  listRejected(page: PageRequest, filter: RejectedFilter): Promise<Page<RejectedEvent>>
  decideRejected(id: RejectedEventId, decision: RejectedEventDecision): Promise<void>
  /** What waits under these names was sent right by its sender. */
  noteResent(events: readonly Pick<UsageEvent, 'source' | 'id'>[], atMs: number): Promise<void>
}
