import type { DeviceId } from '@octroi/shared/ids/id'
import type { Stores } from '../stores.ts'

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
