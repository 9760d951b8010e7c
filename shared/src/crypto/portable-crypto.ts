import { getPublicKey, hash, hashes, Point, sign } from '@noble/ed25519'
import { hkdf } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256, sha512 } from '@noble/hashes/sha2.js'
import { concatBytes, equalBytes } from './bytes.ts'
import { type Crypto, signatureLength } from './crypto.ts'
import { isUsablePublicKey } from './public-key.ts'

hashes.sha512 = (message) => sha512(message)

const groupOrder = Point.CURVE().n

/** Runs anywhere JavaScript does, a browser included. About twelve times slower to verify than the native one. */
export const portableCrypto: Crypto = {
  sha256: (...parts) => {
    const digest = sha256.create()
    for (const part of parts) digest.update(part)
    return digest.digest()
  },
  hmacSha256: (key, message) => hmac(sha256, key, message),
  hkdfSha256: (secret, { salt, info, length }) => hkdf(sha256, secret, salt, info, length),
  ed25519: {
    publicKey: (secretKey) => getPublicKey(secretKey),
    sign: (secretKey, message) => sign(message, secretKey),
    verify,
  },
}

/**
 * The cofactorless test `encode(S*B - k*A) == R` with S below the group order. The library's own `verify` multiplies by
 * the cofactor and therefore accepts signatures that OpenSSL refuses.
 */
function verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== signatureLength || !isUsablePublicKey(publicKey)) return false
  const s = littleEndian(signature.subarray(32))
  if (s >= groupOrder) return false
  try {
    const a = Point.fromBytes(publicKey)
    const k = littleEndian(hash(concatBytes(signature.subarray(0, 32), publicKey, message))) % groupOrder
    const r = Point.BASE.multiplyUnsafe(s).subtract(a.multiplyUnsafe(k))
    return equalBytes(r.toBytes(), signature.subarray(0, 32))
  } catch {
    return false // the key's y is on no point of the curve
  }
}

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n
  for (let index = bytes.length - 1; index >= 0; index--) value = (value << 8n) | BigInt(bytes[index] ?? 0)
  return value
}
