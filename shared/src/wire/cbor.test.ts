import { hexToBytes } from '@noble/hashes/utils.js'
import { expect, test } from 'vitest'
import { type CborValue, decodeCbor, encodeCbor } from './cbor.ts'

const hex = (text: string): Uint8Array => hexToBytes(text.replaceAll(' ', ''))

test.each<[string, string, CborValue]>([
  ['a small integer', '17', 23],
  ['a one-byte integer', '18 18', 24],
  ['a negative integer', '38 63', -100],
  ['the greatest unsigned integer', '1b ffffffffffffffff', 18446744073709551615n],
  ['the greatest whole number that is safe', '1b 001fffffffffffff', Number.MAX_SAFE_INTEGER],
  ['the next one', '1b 0020000000000000', 2n ** 53n],
  ['the least whole number that is safe', '3b 001ffffffffffffe', Number.MIN_SAFE_INTEGER],
  ['the one before', '3b 001fffffffffffff', -(2n ** 53n)],
  ['the least integer', '3b ffffffffffffffff', -(2n ** 64n)],
  ['bytes', '43 010203', Uint8Array.of(1, 2, 3)],
  ['many bytes', `58 41 ${'07'.repeat(65)}`, new Uint8Array(65).fill(7)],
  ['text', '62 c3bc', 'ü'],
  ['text that begins with a mark of its byte order', '64 efbbbf61', '\uFEFFa'],
  ['a long name', `78 41 ${'61'.repeat(65)}`, 'a'.repeat(65)],
  ['an array', '82 01 f5', [1, true]],
  [
    'a map, negative keys last',
    'a2 01 00 20 01',
    new Map([
      [1, 0],
      [-1, 1],
    ]),
  ],
  ['null', 'f6', null],
])('reads and writes %s', (_what, encoded, value) => {
  expect(decodeCbor(hex(encoded))).toEqual({ ok: true, value })
  expect(encodeCbor(value)).toEqual(hex(encoded))
})

test('a part of what was written is a copy, whatever its length', () => {
  for (let length = 0; length < 600; length++) {
    const written = encodeCbor(new Uint8Array(length))
    written.slice()[0] = 0xff
    expect(written[0]).not.toBe(0xff)
  }
})

test.each([
  ['nothing at all', ''],
  ['a trailing byte', '01 00'],
  ['a missing byte', '43 0102'],
  ['a head longer than needed', '18 17'],
  ['a two-byte head longer than needed', '19 00ff'],
  ['a four-byte head longer than needed', '1a 0000ffff'],
  ['an eight-byte head longer than needed', '1b 00000000ffffffff'],
  ['a reserved head', '1c'],
  ['half a head', '19 01'],
  ['more bytes than can be', '5b ffffffffffffffff 00'],
  ['text that was read wrongly before', '63 efbfbd'],
  ['a length longer than needed', '58 01 00'],
  ['an indefinite array', '9f 01 ff'],
  ['indefinite bytes', '5f 41 00 ff'],
  ['a float', 'fb 3ff0000000000000'],
  ['a half float that looks whole', 'f9 3c00'],
  ['not a number', 'f9 7e00'],
  ['undefined', 'f7'],
  ['a tag', 'c0 60'],
  ['a repeated key', 'a2 01 00 01 01'],
  ['keys out of order', 'a2 02 00 01 01'],
  ['a negative key before a positive one', 'a2 20 00 01 01'],
  ['a text key', 'a1 61 61 00'],
  ['a misordered map inside an array', '81 a2 02 00 01 01'],
  ['text that is not UTF-8', '61 ff'],
  ['a break without a start', 'ff'],
  ['a reserved simple value', 'f8 20'],
  ['nine levels', '81 81 81 81 81 81 81 81 81 00'],
  ['1,025 entries', `99 0401 ${'00'.repeat(1025)}`],
  ['a huge announced array', '9b 00000001 00000000'],
])('refuses %s', (_what, encoded) => {
  expect(decodeCbor(hex(encoded)).ok).toBe(false)
})

test('eight levels and 1,024 entries are still read', () => {
  expect(decodeCbor(hex('81 81 81 81 81 81 81 81 00')).ok).toBe(true)
  expect(decodeCbor(hex(`99 0400 ${'00'.repeat(1024)}`)).ok).toBe(true)
  expect(decodeCbor(hex('82 81 81 81 81 81 81 81 00 81 81 81 81 81 81 81 00')).ok).toBe(true)
})

test('a short byte string is a copy, and a long one is not', () => {
  const message = hex(`82 42 0101 58 41 ${'01'.repeat(65)}`)
  const read = decodeCbor(message)
  message.fill(2, 2)
  expect(read).toEqual({ ok: true, value: [Uint8Array.of(1, 1), new Uint8Array(65).fill(2)] })
})
