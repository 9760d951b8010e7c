import type { DeviceId } from '@octroi/shared/ids/id'
import type { Account } from '../../accounts/account.ts'
import type { AccessEvent } from '../../authorizations/access-event.ts'
import type { KeypadKey } from '../../authorizations/keypad-key.ts'
import type { IssuedLease } from '../../authorizations/lease.store.ts'
import type { Revocations } from '../../authorizations/revocations.ts'
import type { Contact } from '../../devices/contact.ts'
import type { Device, DeviceKey } from '../../devices/device.ts'
import { type JournalStanding, journalStanding } from '../../proof/journal-standing.use-case.ts'
import type { UnratedUsage } from '../../rating/usage-aggregate.ts'
import type { Stores } from '../../stores.ts'
import { waitingAtMost } from './listed-devices.ts'

/** All that is told of one device. */
export interface DeviceFacts {
  readonly device: Device
  readonly owner: Account | undefined
  readonly contact: Contact | undefined
  readonly journal: JournalStanding
  readonly waiting: number
  readonly keys: readonly DeviceKey[]
  readonly keypad: readonly string[]
  readonly keypadKey: KeypadKey | undefined
  readonly lease: IssuedLease | undefined
  readonly revocations: Revocations | undefined
  readonly events: readonly AccessEvent[]
  readonly unrated: readonly UnratedUsage[]
}

const eventsShown = 12

export async function readDevice(stores: Stores, id: DeviceId): Promise<DeviceFacts | undefined> {
  const { devices, journals, passcodes } = stores
  const device = await devices.get(id)
  if (device === undefined) return undefined
  return {
    device,
    owner: await stores.accounts.get(device.owner),
    contact: (await devices.contacts([id]))[0],
    journal: await journalStanding(stores, id),
    waiting: (await journals.waiting([id], waitingAtMost)).get(id) ?? 0,
    keys: await devices.keys(id),
    keypad: await passcodes.keypad(id),
    keypadKey: (await passcodes.keys(id)).at(-1),
    lease: await stores.leases.newest(id),
    revocations: await devices.revocations(id),
    events: (await stores.authorizations.deviceEvents({ limit: eventsShown }, id)).items,
    unrated: await stores.rating.unrated(id),
  }
}
