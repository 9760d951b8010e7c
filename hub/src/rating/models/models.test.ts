import { formatExact } from '@octroi/shared/money/decimal'
import { rational } from '@octroi/shared/money/rational'
import { expect, test } from 'vitest'
import { rateFlat } from './flat.ts'
import { ratePerUnit } from './per-unit.ts'

const one = rational(1n)
const kilo = rational(1000n)

test.each([
  [
    'one opening',
    { quantity: 1_000_000_000n, unitSize: one, unitName: 'opening', unitPrice: rational(24n, 10n) },
    '2.4',
    '1 opening × 2.4 = 2.4',
  ],
  [
    'Wh priced per kWh in a band',
    { quantity: 12_500n * 10n ** 9n, unitSize: kilo, unitName: 'kWh', unitPrice: rational(2146n, 10_000n), band: 'peak' },
    '2.6825',
    '12.5 kWh at peak × 0.2146 = 2.6825',
  ],
  [
    'a quantity of nine digits',
    { quantity: 1_452_999_900_000n, unitSize: kilo, unitName: 'kWh', unitPrice: rational(1176n, 10_000n) },
    '0.17087278824',
    '1.4529999 kWh × 0.1176 = 0.17087278824',
  ],
  ['nothing', { quantity: 0n, unitSize: one, unitName: 'opening', unitPrice: rational(24n, 10n) }, '0', '0 opening × 2.4 = 0'],
])('per unit: %s', (_what, input, exact, explanation) => {
  const rated = ratePerUnit(input)
  expect(formatExact(rated.exact)).toBe(exact)
  expect(rated.explanation).toEqual([explanation])
})

test('per unit: a unit that divides into no finite decimal stays exact', () => {
  const rated = ratePerUnit({ quantity: 1_000_000_000n, unitSize: rational(3600n), unitName: 'hour', unitPrice: one })
  expect(formatExact(rated.exact)).toBe('1/3600')
})

test.each([
  [31, 'day', '31 days × 0.2347 = 7.2757'],
  [1, 'month', '1 month × 0.2347 = 0.2347'],
  [0, 'day', '0 days × 0.2347 = 0'],
] as const)('flat: %i per %s', (times, every, explanation) => {
  expect(rateFlat({ times, every, amount: rational(2347n, 10_000n) }).explanation).toEqual([explanation])
})
