import type { SeqRange } from '@octroi/shared/wire/messages/journal'
import type { DeviceStore } from '../devices/device.store.ts'
import type { Device } from '../devices/device.ts'
import type { Environment } from '../environment.ts'
import type { JournalStore } from './journal.store.ts'
import type { Verdict } from './verdict.ts'

export interface SetApart {
  readonly verdict: Verdict
  readonly detail: string
  readonly bytes: Uint8Array
  /** The records concerned, where the batch can be believed to say so. */
  readonly range?: SeqRange
}

interface Stores {
  readonly devices: DeviceStore
  readonly journals: JournalStore
}

/**
 * Keeps, with its verdict, what cannot be accepted. A fork is a device telling two stories with one key: nothing of that
 * device is billed or granted any more until the operator has looked.
 */
export async function setApart(
  { devices, journals }: Stores,
  { crypto, nowMs }: Environment,
  device: Device,
  { verdict, detail, bytes, range }: SetApart,
): Promise<void> {
  await journals.quarantine({
    device: device.id,
    verdict,
    detail,
    ...(range === undefined ? {} : { range }),
    bytesHash: crypto.sha256(bytes),
    bytes,
    receivedAtMs: nowMs(),
  })
  if (verdict === 'fork') await devices.setState(device.id, 'frozen')
}
