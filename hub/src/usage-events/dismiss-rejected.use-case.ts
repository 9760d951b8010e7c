import { conflict, type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import type { ReplayRejected } from './replay-rejected.use-case.ts'
import type { RejectedEvent } from './usage-event.store.ts'

/** Keeps an event that never counts, unless it is replayed all the same. Asking again changes nothing. */
export async function dismissRejected(
  { usageEvents }: Pick<Stores, 'usageEvents'>,
  { nowMs }: Pick<Environment, 'nowMs'>,
  { rejected: id, by, reason }: Omit<ReplayRejected, 'body'>,
): Promise<Result<RejectedEvent, Failure>> {
  const kept = await usageEvents.getRejected(id)
  if (kept === undefined) return err(notFound('rejected_event', id))
  if (kept.decision?.state === 'dismissed') return ok(kept)
  if (kept.decision !== undefined) return err(takenIn)
  const decision = { state: 'dismissed', atMs: nowMs(), by, reason } as const
  await usageEvents.decideRejected(id, decision)
  return ok({ ...kept, decision })
}

const takenIn = conflict('event_taken', 'The event was taken in already, so that it counts.')
