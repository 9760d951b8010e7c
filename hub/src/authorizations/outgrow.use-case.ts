import type { DeviceId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { nothingRevoked } from './revocations.ts'
import { takeBackAll } from './take-back-all.use-case.ts'

type Needs = Pick<Stores, 'authorizations' | 'devices'>

/**
 * A device that goes by newer revocations, or a later epoch, than the hub gave it has them from before the hub was
 * restored. What they denied is not known any more, so that everything of before is taken back: nothing that was denied
 * becomes good again, and what is granted from now on is of an epoch that the device takes.
 */
export async function outgrow(
  stores: Needs,
  environment: Environment,
  id: DeviceId,
  goesBy: { readonly revocations: number; readonly epoch: number },
): Promise<void> {
  const device = await stores.devices.get(id)
  const given = (await stores.devices.revocations(id)) ?? nothingRevoked
  if (device === undefined) return
  if (goesBy.revocations <= given.version && goesBy.epoch <= device.epoch) return
  const beyond = { version: Math.max(goesBy.revocations, given.version), epoch: Math.max(goesBy.epoch, device.epoch) }
  await takeBackAll(stores, environment, id, { version: beyond.version + 1, epoch: beyond.epoch + 1 })
}
