import type { DeviceId } from '@octroi/shared/ids/id'
import type { Stores } from '../stores.ts'
import { type OutcomeChange, outcomeOf } from './outcome.ts'

/**
 * A device's signed record says which version of its revocations it denies permits by. What was taken back up to there is
 * revoked now, and cancelled where the device told of no use before.
 */
export async function applyRevocations(
  { authorizations }: Pick<Stores, 'authorizations'>,
  device: DeviceId,
  version: number,
): Promise<readonly OutcomeChange[]> {
  const changes: OutcomeChange[] = []
  for (const authorization of await authorizations.awaitingRevocation(device, version)) {
    const { id, revocation } = authorization
    if (revocation === undefined) continue
    await authorizations.setRevocation(id, { ...revocation, isApplied: true })
    const events = await authorizations.eventsOf([id])
    const outcome = outcomeOf(events, true)
    if (outcome === authorization.outcome) continue
    await authorizations.setOutcome(id, outcome)
    changes.push({ authorization, outcome, events })
  }
  return changes
}
