import type { Device } from '../devices/device.ts'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import type { Quarantined } from './quarantine.store.ts'

/** What cannot be accepted, and why. */
export type Suspect = Omit<Quarantined, 'device' | 'bytesHash' | 'receivedAtMs'>

/**
 * Keeps, with its verdict, what cannot be accepted. A fork is a device telling two stories with one key: nothing of that
 * device is billed or granted any more until the operator has looked.
 */
export async function quarantine(
  { devices, journals }: Pick<Stores, 'devices' | 'journals'>,
  { crypto, nowMs }: Environment,
  device: Device,
  suspect: Suspect,
): Promise<void> {
  const bytesHash = crypto.sha256(suspect.bytes)
  await journals.quarantine({ ...suspect, device: device.id, bytesHash, receivedAtMs: nowMs() })
  if (suspect.verdict === 'fork') await devices.setState(device.id, 'frozen')
}
