import * as nodeCrypto from 'node:crypto'
import { bytesToHex } from '@noble/hashes/utils.js'
import { expect, test } from 'vitest'
import { nativeSha256 } from './native-sha256.ts'
import { portableCrypto } from './portable-crypto.ts'

const sha256 = nativeSha256(nodeCrypto)
const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => (index * 7 + length) % 256)

/** FIPS 180-2, appendix B, and the empty message. */
const published = [
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
  ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
] as const

test.each(published)('the published digest of %.20s', (text, digest) => {
  expect(bytesToHex(sha256(new TextEncoder().encode(text)))).toBe(digest)
})

test('is the portable one at every length around what is put together, however it is cut', () => {
  for (const length of [0, 1, 63, 64, 65, 1022, 1023, 1024, 1025, 1026, 5000]) {
    const message = bytes(length)
    const cut = Math.floor(length / 3)
    const parts = [message.subarray(0, cut), message.subarray(cut, 2 * cut), message.subarray(2 * cut)]
    expect(sha256(...parts)).toEqual(portableCrypto.sha256(message))
  }
})

test('a digest stays what it was while others are made', () => {
  const first = sha256(bytes(100))
  const kept = [...first]
  sha256(bytes(200))
  expect([...first]).toEqual(kept)
})
