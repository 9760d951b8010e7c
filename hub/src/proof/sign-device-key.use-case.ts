import { equalBytes } from '@octroi/shared/crypto/bytes'
import { keyId } from '@octroi/shared/crypto/key-id'
import type { DeviceId, TenantId } from '@octroi/shared/ids/id'
import { signMessage } from '@octroi/shared/wire/message'
import { deviceKeyMessage } from '@octroi/shared/wire/messages/device-key'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { unsealKey } from '../tenants/signer.ts'

/** Says, signed, that the device enrolled with the key of this id; undefined where it did not. */
export async function signDeviceKey(
  { tenants, devices }: Pick<Stores, 'tenants' | 'devices'>,
  { crypto, sealer, nowMs }: Environment,
  { tenant, device, kid }: { readonly tenant: TenantId; readonly device: DeviceId; readonly kid: Uint8Array },
): Promise<Uint8Array | undefined> {
  const key = (await devices.keys(device)).find(({ publicKey }) => equalBytes(keyId(crypto, publicKey), kid))
  if (key === undefined) return undefined
  const claims = { tenant, device, publicKey: key.publicKey, enrolled: key.enrolledAtMs, time: nowMs() }
  return signMessage(crypto, deviceKeyMessage, claims, unsealKey(sealer, await tenants.signingKey('receipts')))
}
