import { formatExact } from '@octroi/shared/money/decimal'
import { expect, test } from 'vitest'
import { exactPrice } from '../exact-price.ts'
import { rateVolume } from './volume.ts'

const tiers = [
  { upTo: exactPrice('100'), unitPrice: exactPrice('2'), flatFee: exactPrice('10') },
  { upTo: exactPrice('200'), unitPrice: exactPrice('1') },
  { unitPrice: exactPrice('0.5'), flatFee: exactPrice('50') },
]

test.each<[string, string, string, string[]]>([
  ['no use pays the fee of the first tier', '0', '10', ['up to 100: 0 call × 2 = 0', 'up to 100: flat fee 10', '0 + 10 = 10']],
  ['the end belongs to the tier', '100', '210', ['up to 100: 100 call × 2 = 200', 'up to 100: flat fee 10', '200 + 10 = 210']],
  ['one more makes all of it cheaper', '101', '101', ['above 100 to 200: 101 call × 1 = 101']],
  ['the last tier', '210', '155', ['above 200: 210 call × 0.5 = 105', 'above 200: flat fee 50', '105 + 50 = 155']],
  ['below zero in the first', '-1', '8', ['up to 100: -1 call × 2 = -2', 'up to 100: flat fee 10', '-2 + 10 = 8']],
])('%s', (_what, units, exact, explanation) => {
  const rated = rateVolume({ units: exactPrice(units), unitName: 'call' }, tiers)
  expect(formatExact(rated.exact)).toBe(exact)
  expect(rated.explanation).toEqual(explanation)
})
