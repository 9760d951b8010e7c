import { conflict, type Failure, notFound } from '@octroi/shared/errors/failure'
import { invariant } from '@octroi/shared/errors/invariant'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { RejectedEventId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import { arrivedEvent } from './arrived-event.ts'
import { type EventNeeds, eventFacts } from './event-facts.use-case.ts'
import { planEvents } from './plan-events.ts'
import { takeIn } from './receive-events.use-case.ts'
import { type Rejection, tooLarge } from './rejection.ts'
import type { EventSender, RejectedEvent } from './usage-event.store.ts'

export interface ReplayRejected {
  readonly rejected: RejectedEventId
  /** The event put right, as JSON; as it came, where it is absent. */
  readonly body?: string
  readonly by: EventSender
  readonly reason: string
}

/**
 * Takes in an event that was rejected, as it came or put right; the original is kept beside it. How late it is, is reckoned
 * from when it came first. Where it is rejected again nothing changes. Asking again once it is taken in changes nothing.
 */
export async function replayRejected(
  stores: EventNeeds,
  environment: Environment,
  { rejected: id, body, by, reason }: ReplayRejected,
): Promise<Result<RejectedEvent, Failure>> {
  const kept = await stores.usageEvents.getRejected(id)
  if (kept === undefined) return err(notFound('rejected_event', id))
  if (kept.decision?.state === 'replayed') return ok(kept)
  if (kept.decision?.state === 'resent') return err(takenBefore)
  if (body === undefined && kept.rejection.code === tooLarge.code) return err(failureOf(tooLarge))
  const arrived = [arrivedEvent(environment.crypto, body ?? kept.body)]
  const facts = await eventFacts(stores, environment, arrived, { receivedFrom: by, receivedAtMs: kept.receivedAtMs })
  const plan = planEvents(arrived, { ...facts, rejectedBefore: new Map() })
  const [receipt] = plan.receipts
  if (receipt?.rejection !== undefined) return err(failureOf(receipt.rejection))
  if (receipt?.status === 'duplicate') return err(takenBefore)
  const [accepted] = plan.accepted
  invariant(accepted !== undefined, 'an event is accepted, rejected or a duplicate')
  const atMs = environment.nowMs()
  await takeIn(stores, environment, { ...plan, facts, accepted: [{ ...accepted, receivedAtMs: atMs, rejected: id }] }, atMs)
  const decision = { state: 'replayed', atMs, by, reason, event: accepted.event } as const
  await stores.usageEvents.decideRejected(id, decision)
  return ok({ ...kept, decision })
}

function failureOf({ code, detail, faults }: Rejection): Failure {
  return { kind: 'invalid', code, detail, ...(faults === undefined ? {} : { faults }) }
}

const takenBefore = conflict('event_taken', 'An event with this source and id was taken in already. This one can be dismissed.')
