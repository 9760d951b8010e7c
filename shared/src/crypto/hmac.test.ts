import * as nodeCrypto from 'node:crypto'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { describe, expect, test } from 'vitest'
import { nativeCrypto } from './native-crypto.ts'
import { portableCrypto } from './portable-crypto.ts'

const implementations = [
  ['portable', portableCrypto],
  ['native', nativeCrypto(nodeCrypto)],
] as const

const text = (words: string): string => bytesToHex(new TextEncoder().encode(words))
const run = (first: number, last: number): string =>
  bytesToHex(Uint8Array.from({ length: last - first + 1 }, (_, index) => first + index))

/** RFC 4231, 4.2 to 4.8; in 4.6 the code is cut to 16 bytes. */
const rfc4231 = [
  {
    name: '4.2',
    key: '0b'.repeat(20),
    message: text('Hi There'),
    code: 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  },
  {
    name: '4.3',
    key: text('Jefe'),
    message: text('what do ya want for nothing?'),
    code: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  },
  {
    name: '4.4',
    key: 'aa'.repeat(20),
    message: 'dd'.repeat(50),
    code: '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe',
  },
  {
    name: '4.5',
    key: run(1, 25),
    message: 'cd'.repeat(50),
    code: '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b',
  },
  { name: '4.6', key: '0c'.repeat(20), message: text('Test With Truncation'), code: 'a3b6167473100ee06e0c796c2955552b' },
  {
    name: '4.7',
    key: 'aa'.repeat(131),
    message: text('Test Using Larger Than Block-Size Key - Hash Key First'),
    code: '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
  },
  {
    name: '4.8',
    key: 'aa'.repeat(131),
    message: text(
      'This is a test using a larger than block-size key and a larger than block-size data. ' +
        'The key needs to be hashed before being used by the HMAC algorithm.',
    ),
    code: '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
  },
] as const

/** RFC 5869, A.1 to A.3: the basic case, longer inputs, and neither salt nor info. */
const rfc5869 = [
  {
    name: 'A.1',
    secret: '0b'.repeat(22),
    salt: run(0, 12),
    info: run(0xf0, 0xf9),
    key: '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
  },
  {
    name: 'A.2',
    secret: run(0, 0x4f),
    salt: run(0x60, 0xaf),
    info: run(0xb0, 0xff),
    key:
      'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09' +
      'da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87',
  },
  {
    name: 'A.3',
    secret: '0b'.repeat(22),
    salt: '',
    info: '',
    key: '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
  },
] as const

describe.each(implementations)('%s', (_name, { hmacSha256, hkdfSha256 }) => {
  test.each(rfc4231)('HMAC-SHA-256: RFC 4231 $name', ({ key, message, code }) => {
    expect(bytesToHex(hmacSha256(hexToBytes(key), hexToBytes(message))).slice(0, code.length)).toBe(code)
  })

  test.each(rfc5869)('HKDF-SHA-256: RFC 5869 $name', ({ secret, salt, info, key }) => {
    const derived = { salt: hexToBytes(salt), info: hexToBytes(info), length: key.length / 2 }
    expect(bytesToHex(hkdfSha256(hexToBytes(secret), derived))).toBe(key)
  })

  test('HKDF-SHA-256 without a salt is as with an empty one', () => {
    const { secret, info, key } = rfc5869[2]
    const derived = { info: hexToBytes(info), length: key.length / 2 }
    expect(bytesToHex(hkdfSha256(hexToBytes(secret), derived))).toBe(key)
  })
})
