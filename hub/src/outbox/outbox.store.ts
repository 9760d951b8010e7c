import type { DeliveryState } from '@octroi/shared/api/vocabulary'
import type { AccountId, EndpointId, MessageId, TenantId } from '@octroi/shared/ids/id'
import type { Page, PageRequest } from '../page.ts'
import type { OutboxDelivery, OutboxMessage } from './outbox-message.ts'

/** Which deliveries are listed; all where nothing is named. */
export interface DeliveryFilter {
  readonly account?: AccountId | undefined
  readonly endpoint?: EndpointId | undefined
  readonly state?: DeliveryState | undefined
}

export interface OutboxStore {
  enqueue(messages: readonly OutboxMessage[]): Promise<void>
  /** What was enqueued about something, by the beginning of their keys; at most `limit`. */
  about(beginning: string, limit: number): Promise<readonly OutboxDelivery[]>
  countAbandoned(atMost: number): Promise<number>
  get(id: MessageId): Promise<OutboxDelivery | undefined>
  list(page: PageRequest, filter?: DeliveryFilter): Promise<Page<OutboxDelivery>>
  /** Due now, with all its attempts before it again. */
  sendAgain(id: MessageId, nowMs: number): Promise<void>
  markDelivered(id: MessageId, atMs: number): Promise<void>
  /** Without `dueAtMs` the message is abandoned. */
  markFailed(id: MessageId, failure: { readonly error: string; readonly dueAtMs: number | undefined }): Promise<void>
  /** Ends the lease of a message that was not tried to the end: it is due now, and has had no attempt more. */
  giveBack(id: MessageId, nowMs: number): Promise<void>
}

export interface LeasedMessage {
  readonly tenant: TenantId
  readonly message: OutboxDelivery
}

export interface LeaseRequest {
  readonly nowMs: number
  readonly leaseMs: number
  readonly limit: number
  /** No endpoint gets more than this at once, counting what is under way to it. */
  readonly perEndpoint: number
  readonly underWay: ReadonlyMap<EndpointId, number>
}

/** Across tenants: what is due, leased to one worker so that no two deliver it at once. */
export interface OutboxQueue {
  readonly lease: (request: LeaseRequest) => Promise<readonly LeasedMessage[]>
}
