import { equalBytes } from '../crypto/bytes.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { keyId } from '../crypto/key-id.ts'
import { isUsablePublicKey } from '../crypto/public-key.ts'
import type { TenantId } from '../ids/id.ts'
import { openSigned } from '../wire/message.ts'
import { type Keyset, type KeyUse, keysetMessage } from '../wire/messages/keyset.ts'

/** The public key that may sign for this use at this time, or undefined. A key that is not listed is dead. */
export function findKey(
  crypto: Crypto,
  keyset: Keyset,
  wanted: { readonly kid: Uint8Array; readonly use: KeyUse; readonly atSeconds: number },
): Uint8Array | undefined {
  return keyset.keys.find(
    (key) =>
      key.uses.includes(wanted.use) &&
      key.notBefore <= wanted.atSeconds &&
      wanted.atSeconds < key.expiresAt &&
      equalBytes(keyId(crypto, key.publicKey), wanted.kid),
  )?.publicKey
}

/** Opens a key set against the pinned root key. Undefined unless the root signed it, for this tenant, with usable keys. */
export function openKeyset(
  crypto: Crypto,
  signed: Uint8Array,
  pinned: { readonly tenant: TenantId; readonly rootKey: Uint8Array },
): Keyset | undefined {
  const opened = openSigned(crypto, keysetMessage, signed, (kid) =>
    equalBytes(kid, keyId(crypto, pinned.rootKey)) ? pinned.rootKey : undefined,
  )
  if (!opened.ok || opened.value.issuer !== pinned.tenant) return undefined
  return opened.value.keys.every(({ publicKey }) => isUsablePublicKey(publicKey)) ? opened.value : undefined
}
