import type { DeviceId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'

/** Takes back every permit and code of a device that was granted before, known or not: the device's epoch rises. */
export async function takeBackAll(
  { authorizations, devices }: Pick<Stores, 'authorizations' | 'devices'>,
  { nowMs }: Pick<Environment, 'nowMs'>,
  device: DeviceId,
  { version, epoch }: { readonly version: number; readonly epoch: number },
): Promise<void> {
  await devices.putRevocations(device, { version, epoch, deny: [] })
  await devices.setEpoch(device, epoch)
  const stillValid = { afterMs: nowMs(), throughMs: Number.MAX_SAFE_INTEGER }
  for (const { id, revocation: earlier } of await authorizations.unusedOn(device, stillValid)) {
    if (earlier === undefined) await authorizations.setRevocation(id, { version, requestedAtMs: nowMs() })
  }
}
