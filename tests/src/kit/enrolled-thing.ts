import { enrolDevice } from '@octroi/hub/devices/enrol-device.use-case'
import { proveEnrolment } from '@octroi/hub/devices/enrolment-proof'
import { registerDevice } from '@octroi/hub/devices/register-device.use-case'
import { type KeyPair, keyPairOf } from '@octroi/shared/crypto/crypto'
import { hashClaimCode } from '@octroi/shared/ids/claim-code'
import type { AccountId, DeviceId } from '@octroi/shared/ids/id'
import { signMessage } from '@octroi/shared/wire/message'
import { enrolmentMessage } from '@octroi/shared/wire/messages/enrolment'
import { type HubAtRest, value } from './hub-at-rest.ts'
import { JournalWriter } from './journal-writer.ts'

/** A device in service, its keys, and a pen to write its journal with. */
export interface EnrolledThing {
  readonly device: DeviceId
  readonly keys: KeyPair
  readonly journal: JournalWriter
}

const origin = 'http://hub.test'

/** Registers a device of an account and enrols it with keys of its own. */
export async function enrolThing(
  hub: HubAtRest,
  {
    owner,
    label,
    services,
  }: { readonly owner: AccountId; readonly label: string; readonly services: Record<string, readonly string[]> },
): Promise<EnrolledThing> {
  const { crypto, randomBytes } = hub.environment
  const registered = value(await hub.write((stores) => registerDevice(stores, hub.environment, { owner, label, services })))
  const { claimCode } = registered
  const device = registered.device.id
  const keys = keyPairOf(crypto, randomBytes(32))
  const claims = { tenant: hub.tenant, claimHash: hashClaimCode(crypto, claimCode), publicKey: keys.publicKey, origin }
  const proof = signMessage(crypto, enrolmentMessage, claims, keys)
  const proven = value(proveEnrolment(crypto, { tenant: hub.tenant, claimCode, proof, origins: [origin] }))
  value(await hub.write((stores) => enrolDevice(stores, hub.environment, proven)))
  return { device, keys, journal: new JournalWriter(crypto, device, keys) }
}
