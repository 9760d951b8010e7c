import type { Crypto } from '../crypto/crypto.ts'

/** Crockford's base 32: no I, L, O or U, so that a code survives being read aloud. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const codeLength = 20

/** `XXXXX-XXXXX-XXXXX-XXXXX`: 100 random bits. */
export function makeClaimCode(randomBytes: (length: number) => Uint8Array): string {
  const characters = [...randomBytes(codeLength)].map((byte) => alphabet[byte % alphabet.length])
  return characters.join('').replace(/(.{5})(?=.)/g, '$1-')
}

/** The hash under which a code is found, whatever its spaces, dashes, case, or O typed for 0 and I or L for 1. */
export function hashClaimCode(crypto: Crypto, code: string): Uint8Array {
  const normal = code.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')
  return crypto.sha256(new TextEncoder().encode(`octroi claim ${normal}`))
}
