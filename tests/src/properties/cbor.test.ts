import { type CborValue, decodeCbor, encodeCbor } from '@octroi/shared/wire/cbor'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const leaf: fc.Arbitrary<CborValue> = fc.oneof(
  fc.maxSafeInteger(),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }),
  fc.bigInt({ min: -(2n ** 64n), max: -(2n ** 53n) - 1n }),
  fc.string({ unit: 'grapheme', maxLength: 80 }).filter((text) => !text.includes('\uFFFD')),
  fc.boolean(),
  fc.constant(null),
  fc.uint8Array({ maxLength: 100 }),
)

const { value } = fc.letrec<{ value: CborValue; list: CborValue[]; map: Map<number, CborValue> }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, leaf, tie('list'), tie('map')),
  list: fc.array(tie('value'), { maxLength: 6 }),
  map: fc.array(fc.tuple(fc.integer({ min: -30, max: 300 }), tie('value')), { maxLength: 6 }).map((entries) => new Map(entries)),
}))

test('what is written is read as it was', () => {
  fc.assert(
    fc.property(value, (written) => {
      expect(decodeCbor(encodeCbor(written))).toEqual({ ok: true, value: inOrder(written) })
    }),
  )
})

/** One value has one form: so a signature over bytes is one over what they say. */
test('whatever is read, however its bytes came about, is written as the very same bytes', () => {
  const mutated = fc
    .tuple(value, fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 4 }))
    .map(([written, changes]) => {
      const bytes = encodeCbor(written).slice()
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte
      return bytes
    })
  let read = 0
  fc.assert(
    fc.property(fc.oneof(mutated, fc.uint8Array({ minLength: 1, maxLength: 12 })), (bytes) => {
      const decoded = decodeCbor(bytes)
      if (!decoded.ok) return
      read += 1
      expect(encodeCbor(decoded.value)).toEqual(bytes)
    }),
    { numRuns: 3000 },
  )
  expect(read).toBeGreaterThan(100)
})

/** Maps as their keys are ordered when they are written: 0, 1, 2, … and then -1, -2, … */
function inOrder(written: CborValue): CborValue {
  if (Array.isArray(written)) return written.map(inOrder)
  if (!(written instanceof Map)) return written
  const rank = (key: number): number => (key >= 0 ? key : 2 ** 52 - key)
  return new Map(
    [...written].toSorted(([left], [right]) => rank(left) - rank(right)).map(([key, entry]) => [key, inOrder(entry)]),
  )
}
