import type { DeviceId } from '@octroi/shared/ids/id'
import type { Stores } from '../stores.ts'
import type { GrantedAuthorization } from './authorization.ts'
import { type OutcomeChange, tellsOfUse } from './outcome.ts'

/** Of a device's journal. */
interface Held {
  /** Up to where the hub holds it whole. */
  readonly through: number
  /** A time that the device, by a clock that was set, had reached within it. */
  readonly reachedMs: number
}

/**
 * Ends what was not used: cancelled where the device wrote that it denies the permit, expired where its clock passed the
 * window. Both only where the hub holds the device's whole journal up to there and it tells of no use; where records were
 * lost, or wait to be looked at, it proves nothing.
 */
export async function proveUnused(
  { authorizations, journals }: Pick<Stores, 'authorizations' | 'journals'>,
  device: DeviceId,
  { through, reachedMs }: Held,
): Promise<readonly OutcomeChange[]> {
  const denied = await authorizations.awaitingProof(device, through)
  const over = await authorizations.unusedOn(device, { afterMs: 0, throughMs: reachedMs })
  const isDenied = ({ id }: GrantedAuthorization): boolean => denied.some((each) => each.id === id)
  const ended = [
    ...denied.map((authorization) => ({ authorization, outcome: 'cancelled' as const })),
    ...over.filter((each) => !isDenied(each)).map((authorization) => ({ authorization, outcome: 'expired' as const })),
  ]
  const changes: OutcomeChange[] = []
  for (const { authorization, outcome } of ended) {
    if (await journals.isInDoubt(device, authorization.decidedAtMs)) continue
    const events = await authorizations.eventsOf([authorization.id])
    if (tellsOfUse(events)) continue
    changes.push({ authorization, outcome, events })
  }
  await authorizations.setOutcomes(changes)
  return changes
}
