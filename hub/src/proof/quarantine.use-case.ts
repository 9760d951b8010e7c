import type { SeqRange } from '@octroi/shared/wire/messages/journal'
import type { Device } from '../devices/device.ts'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import type { Verdict } from './verdict.ts'

export interface Distrusted {
  readonly verdict: Verdict
  readonly detail: string
  readonly bytes: Uint8Array
  /** The records concerned, where the batch can be believed to say so. */
  readonly range?: SeqRange
}

/**
 * Keeps, with its verdict, what cannot be accepted. A fork is a device telling two stories with one key: nothing of that
 * device is billed or granted any more until the operator has looked.
 */
export async function quarantine(
  { devices, journals }: Pick<Stores, 'devices' | 'journals'>,
  { crypto, nowMs }: Environment,
  device: Device,
  distrusted: Distrusted,
): Promise<void> {
  const bytesHash = crypto.sha256(distrusted.bytes)
  await journals.quarantine({ ...distrusted, device: device.id, bytesHash, receivedAtMs: nowMs() })
  if (distrusted.verdict === 'fork') await devices.setState(device.id, 'frozen')
}
