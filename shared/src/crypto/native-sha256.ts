import { plainBytes } from './bytes.ts'
import type { Crypto } from './crypto.ts'

/** The part of Node's `crypto` module that hashes. */
export interface NodeHashing {
  createHash(algorithm: 'sha256'): NodeHash
  /** In one call. `binary` is text with one character a byte, which costs less than a buffer of its own. */
  hash(algorithm: 'sha256', data: Uint8Array, encoding: 'binary'): string
}

export interface NodeHash {
  update(data: Uint8Array): unknown
  digest(): Uint8Array
}

/** A batch hashes two short messages for each record. Of longer ones, putting them together would cost more than it saves. */
const shortAtMost = 1024

export function nativeSha256(node: NodeHashing): Crypto['sha256'] {
  const together = new Uint8Array(shortAtMost)
  return (...parts) => {
    let length = 0
    for (const part of parts) length += part.length
    if (length > shortAtMost) return hashLong(node, parts)
    let offset = 0
    for (const part of parts) {
      together.set(part, offset)
      offset += part.length
    }
    return bytesOfBinary(node.hash('sha256', together.subarray(0, length), 'binary'))
  }
}

function hashLong(node: NodeHashing, parts: readonly Uint8Array[]): Uint8Array {
  const hash = node.createHash('sha256')
  for (const part of parts) hash.update(part)
  return plainBytes(hash.digest())
}

function bytesOfBinary(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index)
  return bytes
}
