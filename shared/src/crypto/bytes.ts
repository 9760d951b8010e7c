import { base64urlnopad } from '@scure/base'
import { invariant } from '../errors/invariant.ts'

/** Equality that takes the same time wherever the first difference stands. Lengths are not secret. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false
  let difference = 0
  for (let index = 0; index < left.length; index++) difference |= (left[index] ?? 0) ^ (right[index] ?? 0)
  return difference === 0
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

/** The plain array behind bytes of a platform's own kind, which compare and print differently. Shares its memory. */
export function plainBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Bytes as JSON carries them: base64url without padding (RFC 4648, 5). */
export function toBase64url(bytes: Uint8Array): string {
  return base64urlnopad.encode(bytes)
}

/** The bytes of text that was already checked, or that we wrote ourselves. */
export function decodeBase64url(text: string): Uint8Array {
  const bytes = fromBase64url(text)
  invariant(bytes !== undefined, 'not base64url')
  return bytes
}

/** Undefined for anything but canonical base64url without padding. */
export function fromBase64url(text: string): Uint8Array | undefined {
  try {
    return base64urlnopad.decode(text)
  } catch {
    return undefined
  }
}
