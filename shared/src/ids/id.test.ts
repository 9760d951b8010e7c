import { TypeID } from 'typeid-js'
import { expect, test } from 'vitest'
import { idFromBytes, idToBytes, isId } from './id.ts'
import { idSource } from './id-source.ts'

const zeros = (length: number): Uint8Array => new Uint8Array(length)

test('an id round-trips through its 16 wire bytes', () => {
  const bytes = Uint8Array.from({ length: 16 }, (_, index) => index * 7)
  const id = idFromBytes('device', bytes)
  expect(id).toMatch(/^dev_/)
  expect(idToBytes(id)).toEqual(bytes)
})

test.each([
  ['zeros', () => 0],
  ['ones', () => 0xff],
  ['each bit by itself', (index: number, bit: number) => (index === bit >> 3 ? 0x80 >> (bit & 7) : 0)],
  ['all bytes', (index: number, bit: number) => (index * 31 + bit * 7) & 0xff],
])('an id is written and read as its reference does it, of %s', (_what, byte) => {
  for (let bit = 0; bit < 128; bit++) {
    const bytes = Uint8Array.from({ length: 16 }, (_, index) => byte(index, bit))
    const reference = TypeID.fromUUIDBytes('acct', bytes).toString()
    expect(idFromBytes('account', bytes)).toBe(reference)
    expect(idToBytes(idFromBytes('account', bytes))).toEqual(bytes)
  }
})

test.each([
  ['acct_01h455vb4pex5vsknk084sn02q', true],
  ['dev_01h455vb4pex5vsknk084sn02q', false],
  ['acct_81h455vb4pex5vsknk084sn02q', false],
  ['acct_01H455VB4PEX5VSKNK084SN02Q', false],
  ['acct_01h455vb4pex5vsknk084sn02', false],
  ['acct_', false],
  ['', false],
])('%s is an account id: %s', (text, expected) => {
  expect(isId('account', text)).toBe(expected)
})

test('ids sort by the time they were made, also within one millisecond', () => {
  let now = 1_000_000
  const ids = idSource(() => now, zeros)
  const made = [ids.next('account'), ids.next('account')]
  now += 1
  made.push(ids.next('account'))
  expect(made.toSorted()).toEqual(made)
  expect(new Set(made).size).toBe(3)
})

test('the same clock and randomness make the same ids', () => {
  const make = () => idSource(() => 1_700_000_000_000, zeros).next('device')
  expect(make()).toBe(make())
})
