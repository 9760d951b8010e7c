import { hexToBytes } from '@noble/hashes/utils.js'
import { expect, test } from 'vitest'
import { type CborValue, decodeCbor, encodeCbor } from './cbor.ts'

const hex = (text: string): Uint8Array => hexToBytes(text.replaceAll(' ', ''))

test.each<[string, string, CborValue]>([
  ['a small integer', '17', 23],
  ['a one-byte integer', '18 18', 24],
  ['a negative integer', '38 63', -100],
  ['the greatest unsigned integer', '1b ffffffffffffffff', 18446744073709551615n],
  ['bytes', '43 010203', Uint8Array.of(1, 2, 3)],
  ['text', '62 c3bc', 'ü'],
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

test.each([
  ['nothing at all', ''],
  ['a trailing byte', '01 00'],
  ['a missing byte', '43 0102'],
  ['a head longer than needed', '18 17'],
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
