import type { Crypto, KeyPair } from '@octroi/shared/crypto/crypto'
import type { DeviceId } from '@octroi/shared/ids/id'
import { signMessage } from '@octroi/shared/wire/message'
import { revocationsMessage } from '@octroi/shared/wire/messages/revocations'
import type { Revocations } from './revocations.ts'

export function signRevocations(
  crypto: Crypto,
  keys: KeyPair,
  device: DeviceId,
  { version, epoch, deny }: Revocations,
  nowMs: number,
): Uint8Array {
  const denied = deny.map(({ authorization, expiresAtSeconds }) => ({ authorization, expiresAt: expiresAtSeconds }))
  return signMessage(crypto, revocationsMessage, { device, version, epoch, deny: denied, time: nowMs }, keys)
}
