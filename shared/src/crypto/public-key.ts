import { bytesToHex } from '@noble/hashes/utils.js'
import { publicKeyLength } from './crypto.ts'

/** The field prime 2^255 - 19, little-endian. */
const fieldPrime = Uint8Array.from({ length: 32 }, (_, index) => (index === 0 ? 0xed : index === 31 ? 0x7f : 0xff))

/**
 * The y coordinates (little-endian hex, sign bit clear) of the eight points whose order divides the cofactor.
 * A key among them lets one signature pass for many messages. Derived anew in the test.
 */
const smallOrderY: ReadonlySet<string> = new Set([
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
])

/**
 * Whether a public key may be used at all: 32 bytes, canonical (y below the field prime) and not of small order.
 * Holds wherever a key is taken in: enrolment, keysets, `cnf` of a permit, every verification.
 */
export function isUsablePublicKey(publicKey: Uint8Array): boolean {
  if (publicKey.length !== publicKeyLength) return false
  const y = publicKey.slice()
  y[31] = (y[31] ?? 0) & 0x7f
  return isBelowFieldPrime(y) && !smallOrderY.has(bytesToHex(y))
}

function isBelowFieldPrime(y: Uint8Array): boolean {
  for (let index = 31; index >= 0; index--) {
    const difference = (y[index] ?? 0) - (fieldPrime[index] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}
