import { invariant } from '@octroi/shared/errors/invariant'
import type { DeviceId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import type { GrantedAuthorization } from './authorization.ts'
import { denyPermits, nothingRevoked } from './revocations.ts'

type Needs = Pick<Stores, 'authorizations' | 'devices'>

/**
 * Revokes the permits of authorizations on one device. It is revoked once the device's signed record says so; until then
 * it is pending, because a device that is out of reach cannot know.
 */
export async function revokePermits(
  { authorizations, devices }: Needs,
  { nowMs }: Environment,
  id: DeviceId,
  granted: readonly GrantedAuthorization[],
): Promise<void> {
  const device = await devices.get(id)
  invariant(device !== undefined, 'an authorization has its device')
  const current = (await devices.revocations(id)) ?? nothingRevoked
  const permits = granted.map(({ id: authorization, untilMs }) => ({
    authorization,
    expiresAtSeconds: Math.ceil(untilMs / 1000),
  }))
  const next = denyPermits(current, permits, { epoch: device.epoch, nowSeconds: Math.floor(nowMs() / 1000) })
  await devices.putRevocations(id, next)
  if (next.epoch > device.epoch) await devices.setEpoch(id, next.epoch)
  const revocation = { version: next.version, requestedAtMs: nowMs() }
  // A raised epoch denies every permit of an earlier one, and whoever holds one must hear of it.
  const stillValid = { afterMs: nowMs(), throughMs: Number.MAX_SAFE_INTEGER }
  const denied = next.epoch > current.epoch ? [...granted, ...(await authorizations.unusedOn(id, stillValid))] : granted
  for (const { id: authorization, revocation: earlier } of denied) {
    if (earlier === undefined) await authorizations.setRevocation(authorization, revocation)
  }
}
