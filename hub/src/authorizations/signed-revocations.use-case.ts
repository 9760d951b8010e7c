import type { DeviceId } from '@octroi/shared/ids/id'
import { signMessage } from '@octroi/shared/wire/message'
import { revocationsMessage } from '@octroi/shared/wire/messages/revocations'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { unsealKey } from '../tenants/signer.ts'

/** The newest revocations of a device, signed, where it has any. */
export async function signedRevocations(
  { tenants, devices }: Pick<Stores, 'tenants' | 'devices'>,
  { crypto, sealer, nowMs }: Pick<Environment, 'crypto' | 'sealer' | 'nowMs'>,
  device: DeviceId,
): Promise<{ readonly revocations?: Uint8Array }> {
  const current = await devices.revocations(device)
  if (current === undefined) return {}
  const { version, epoch } = current
  const deny = current.deny.map(({ authorization, expiresAtSeconds }) => ({ authorization, expiresAt: expiresAtSeconds }))
  const keys = unsealKey(sealer, await tenants.signingKey('leases'))
  const revocations = signMessage(crypto, revocationsMessage, { device, version, epoch, deny, time: nowMs() }, keys)
  return { revocations }
}
