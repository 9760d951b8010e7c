import { invariant } from '../errors/invariant.ts'

/** Crockford's digits in lower case: no i, l, o or u. */
const digits = '0123456789abcdefghjkmnpqrstvwxyz'
const valueOf: ReadonlyMap<string, number> = new Map(Array.from(digits, (digit, value) => [digit, value]))

/** The suffix of a TypeID: 128 bits in 26 digits of five bits, with two zero bits ahead of them. */
export function toBase32(bytes: Uint8Array): string {
  let text = ''
  let [held, bits] = [0, 2]
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff
    for (bits += 8; bits >= 5; ) {
      bits -= 5
      text += digits[(held >> bits) & 31]
    }
  }
  return text
}

/** The bytes of a suffix that was already checked. */
export function fromBase32(text: string): Uint8Array {
  const bytes = new Uint8Array(16)
  let [held, bits, at] = [0, -2, 0]
  for (const digit of text) {
    const value = valueOf.get(digit)
    invariant(value !== undefined, 'not base 32')
    held = ((held << 5) | value) & 0xfff
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes[at++] = held >> bits
    }
  }
  return bytes
}
