import type { Crypto } from './crypto.ts'

export const keyIdLength = 8

/**
 * The `kid` of a key: the first 8 bytes of SHA-256 over its 32 raw bytes. Derived, never assigned, so a key set cannot
 * list one id for two keys by mistake. A hint for finding the key; what is trusted is the key itself.
 */
export function keyId(crypto: Crypto, publicKey: Uint8Array): Uint8Array {
  return crypto.sha256(publicKey).slice(0, keyIdLength)
}
