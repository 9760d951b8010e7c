import type { DeliveryState } from '@octroi/shared/api/vocabulary'
import type { EndpointId, MessageId } from '@octroi/shared/ids/id'

/**
 * An effect outside the database, written in the transaction that decided it. Delivered at least once: the receiver
 * tells repeats by the id.
 */
export interface OutboxMessage {
  readonly id: MessageId
  readonly endpoint: EndpointId
  /** `authorization.completed`, … */
  readonly type: string
  /** Enqueuing the same key again does nothing. */
  readonly key: string
  /** The body as it will be sent, so that every attempt is signed over the same bytes. */
  readonly payload: string
  readonly createdAtMs: number
}

export interface OutboxDelivery extends OutboxMessage {
  readonly state: DeliveryState
  readonly attempts: number
  readonly dueAtMs: number
  readonly deliveredAtMs?: number
  readonly lastError?: string
}

/** Waits between attempts, in seconds: quick at first, then for three days. After the last the message is abandoned. */
const waitsSeconds = [1, 5, 30, 120, 600, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600, 24 * 3600] as const

/** No message waits longer than this. One that would was given its time by a clock that was wrong. */
export const longestWaitMs = Math.max(...waitsSeconds) * 1000

/** When to try again after `attempts` failures, or undefined to give up. */
export function nextAttemptAtMs(attempts: number, nowMs: number): number | undefined {
  const wait = waitsSeconds[attempts - 1]
  return wait === undefined ? undefined : nowMs + wait * 1000
}
