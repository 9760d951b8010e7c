import type { KeyPair } from '@octroi/shared/crypto/crypto'
import { invariant } from '@octroi/shared/errors/invariant'
import type { KeyUse } from '@octroi/shared/wire/messages/keyset'
import type { Sealer } from '../environment.ts'
import type { SealedSigningKey } from './tenant.store.ts'

/** What a sealed signing key is bound to, so that a receipt key cannot be put in a permit key's place. */
export function sealingPurpose(use: KeyUse): string {
  return `${ofSigningKeys}${use}`
}

const ofSigningKeys = 'signing-key '

export function isOfSigningKey(purpose: string): boolean {
  return purpose.startsWith(ofSigningKeys)
}

export function unsealKey(sealer: Sealer, key: SealedSigningKey | undefined): KeyPair {
  invariant(key !== undefined, 'the tenant has a signing key for every use')
  return { secretKey: sealer.unseal(key.sealedSecret, sealingPurpose(key.use)), publicKey: key.publicKey }
}
