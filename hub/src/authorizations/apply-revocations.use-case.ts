import type { DeviceId } from '@octroi/shared/ids/id'
import type { Stores } from '../stores.ts'
import type { GrantedAuthorization } from './authorization.ts'
import { type OutcomeChange, tellsOfUse } from './outcome.ts'

/** A device's signed record says which version of its revocations it denies permits by: up to there they are revoked. */
export async function applyRevocations(
  { authorizations }: Pick<Stores, 'authorizations'>,
  device: DeviceId,
  { version, seq }: { readonly version: number; readonly seq: number },
): Promise<void> {
  for (const { id, revocation } of await authorizations.awaitingRevocation(device, version)) {
    if (revocation !== undefined) await authorizations.setRevocation(id, { ...revocation, appliedSeq: seq })
  }
}

/**
 * What was revoked is cancelled once the hub holds the whole journal up to the record that says so, and it tells of no
 * use. Records that were lost with a disk prove nothing.
 */
export async function proveCancellations(
  { authorizations, journals }: Pick<Stores, 'authorizations' | 'journals'>,
  device: DeviceId,
): Promise<readonly OutcomeChange[]> {
  const { through } = await journals.head(device)
  const waiting = await authorizations.awaitingProof(device, through)
  if (waiting.length === 0) return []
  const lostAtMs = (await journals.quarantined(device)).filter(({ verdict }) => verdict === 'gap').map((gap) => gap.receivedAtMs)
  const isWhole = ({ decidedAtMs }: GrantedAuthorization): boolean => lostAtMs.every((lost) => lost < decidedAtMs)
  const changes: OutcomeChange[] = []
  for (const authorization of waiting.filter(isWhole)) {
    const events = await authorizations.eventsOf([authorization.id])
    if (tellsOfUse(events)) continue
    await authorizations.setOutcome(authorization.id, 'cancelled')
    changes.push({ authorization, outcome: 'cancelled', events })
  }
  return changes
}
