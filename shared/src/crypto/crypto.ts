/**
 * The cryptography both sides use. Two implementations, `portable-crypto.ts` and `native-crypto.ts`, must give the same
 * verdict on every input: the hub and an auditor may never split on evidence. `tests/` holds them against each other.
 */
export interface Crypto {
  readonly sha256: (...parts: readonly Uint8Array[]) => Uint8Array
  /** HMAC-SHA-256 (RFC 2104): 32 bytes. */
  readonly hmacSha256: (key: Uint8Array, message: Uint8Array) => Uint8Array
  /** HKDF-SHA-256 (RFC 5869), extract and expand. An absent salt is an empty one. */
  readonly hkdfSha256: (secret: Uint8Array, derived: HkdfOptions) => Uint8Array
  readonly ed25519: Ed25519
}

export interface HkdfOptions {
  readonly salt?: Uint8Array
  /** What the derived key is for: another one gives an unrelated key. */
  readonly info: Uint8Array
  /** In bytes. */
  readonly length: number
}

/** Ed25519 (RFC 8032, 5.1) with the strict verification rule of `docs/decisions/0003-one-ed25519-verdict.md`. */
export interface Ed25519 {
  /** The 32-byte public key of a 32-byte secret seed. */
  readonly publicKey: (secretKey: Uint8Array) => Uint8Array
  /** A 64-byte signature, deterministic as in RFC 8032. */
  readonly sign: (secretKey: Uint8Array, message: Uint8Array) => Uint8Array
  /** False for every malformed input; never throws. */
  readonly verify: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean
}

export const secretKeyLength = 32
export const publicKeyLength = 32
export const signatureLength = 64

/** A key pair as it is held where it was made; the secret half never leaves. */
export interface KeyPair {
  readonly secretKey: Uint8Array
  readonly publicKey: Uint8Array
}

export function keyPairOf(crypto: Crypto, secretKey: Uint8Array): KeyPair {
  return { secretKey, publicKey: crypto.ed25519.publicKey(secretKey) }
}
