import { type Crypto, type KeyPair, keyPairOf, secretKeyLength } from '@octroi/shared/crypto/crypto'
import type { TenantId } from '@octroi/shared/ids/id'
import { signMessage } from '@octroi/shared/wire/message'
import { type Keyset, type KeysetKey, type KeyUse, keysetMessage, keyUses } from '@octroi/shared/wire/messages/keyset'

/** A hub key and what it may sign. Its secret half is kept sealed. */
export interface SigningKey {
  readonly keys: KeyPair
  readonly use: KeyUse
  readonly notBefore: number
  readonly expiresAt: number
}

/** Long enough that rotation is routine rather than an emergency. */
const lifetimeSeconds = 400 * 86_400
/** Devices whose clock lags must not find the key not yet valid. */
const clockToleranceSeconds = 86_400

/** One key for each use: permits, leases and receipts can then not stand in for one another. */
export function makeSigningKeys(
  crypto: Crypto,
  nowMs: number,
  randomBytes: (length: number) => Uint8Array,
): readonly SigningKey[] {
  const nowSeconds = Math.floor(nowMs / 1000)
  return (Object.keys(keyUses) as KeyUse[]).map((use) => ({
    use,
    keys: keyPairOf(crypto, randomBytes(secretKeyLength)),
    notBefore: nowSeconds - clockToleranceSeconds,
    expiresAt: nowSeconds + lifetimeSeconds,
  }))
}

/** The list of the hub's keys that devices trust because the tenant's root key signed it. */
export function signKeyset(
  crypto: Crypto,
  root: KeyPair,
  keyset: { readonly issuer: TenantId; readonly version: number; readonly signingKeys: readonly SigningKey[] },
): Uint8Array {
  const keys = keyset.signingKeys.map(
    ({ keys: { publicKey }, use, notBefore, expiresAt }): KeysetKey => ({ publicKey, uses: [use], notBefore, expiresAt }),
  )
  return signKeys(crypto, root, { issuer: keyset.issuer, version: keyset.version, keys })
}

/** How many keys a set may list. */
export const keysAtMost = 16

export function signKeys(crypto: Crypto, root: KeyPair, keyset: Keyset): Uint8Array {
  return signMessage(crypto, keysetMessage, keyset, root)
}
