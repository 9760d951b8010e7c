import type { Result } from '@octroi/shared/errors/result'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import type { Transactor } from '../transactor.ts'
import type { LeasedMessage, LeaseRequest, OutboxQueue } from './outbox.store.ts'
import { nextAttemptAtMs } from './outbox-message.ts'

/** Why an attempt failed: a sentence for the operator that holds no secret. `isFinal`: trying again is of no use. */
export interface FailedAttempt {
  readonly error: string
  readonly isFinal: boolean
  /** The hub stopped in between: it counts as no attempt, and another hub may try at once. */
  readonly isGivenUp?: boolean
}

export interface Delivering {
  readonly queue: OutboxQueue
  readonly storage: Transactor<Pick<Stores, 'outbox'>>
  readonly environment: Environment
  /** Takes one message to where it is going. */
  readonly send: (leased: LeasedMessage) => Promise<Result<void, FailedAttempt>>
}

/** Longer than any attempt may take, so that a lease ends only when its worker died. */
const leaseMs = 60_000

/** Leases what is due, to be tried at once. */
export function leaseDue(
  { queue, environment }: Delivering,
  room: Omit<LeaseRequest, 'nowMs' | 'leaseMs'>,
): Promise<readonly LeasedMessage[]> {
  return queue.lease({ nowMs: environment.nowMs(), leaseMs, ...room })
}

/**
 * Tries a message once, and notes what came of it. One that cannot even be tried counts as failed, so that it neither
 * holds up the others nor comes for ever.
 */
export async function deliver({ storage, environment, send }: Delivering, leased: LeasedMessage): Promise<void> {
  const { tenant, message } = leased
  const sent = await send(leased).catch((): Result<void, FailedAttempt> => ({ ok: false, error: couldNotTry }))
  const nowMs = environment.nowMs()
  await storage.transaction(tenant, ({ outbox }) => {
    if (sent.ok) return outbox.markDelivered(message.id, nowMs)
    const { error, isFinal, isGivenUp = false } = sent.error
    if (isGivenUp) return outbox.giveBack(message.id, nowMs)
    return outbox.markFailed(message.id, { error, dueAtMs: isFinal ? undefined : nextAttemptAtMs(message.attempts + 1, nowMs) })
  })
}

const couldNotTry: FailedAttempt = { error: 'it could not be made ready to send', isFinal: false }
