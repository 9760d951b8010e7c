import type { AccountId, DeviceId } from '@octroi/shared/ids/id'
import type { Stores } from '../stores.ts'
import { ownerAt } from './owner-span.ts'

/** Whose a device was at an instant: what it did for a former owner is none of the new one's affairs. */
export async function ownerThen(
  { devices }: Pick<Stores, 'devices'>,
  id: DeviceId,
  atMs: number,
): Promise<AccountId | undefined> {
  const device = await devices.get(id)
  return device && ownerAt(await devices.owners(id), device.owner, atMs)
}
