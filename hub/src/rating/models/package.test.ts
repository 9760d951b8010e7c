import { formatExact } from '@octroi/shared/money/decimal'
import { expect, test } from 'vitest'
import { exactPrice } from '../exact-price.ts'
import { ratePackage } from './package.ts'

test.each([
  ['nothing', '0', '10', '0', '0 wash: 0 packages of 10 × 15 = 0'],
  ['a package that is begun', '0.5', '10', '15', '0.5 wash: 1 package of 10 × 15 = 15'],
  ['a full one', '10', '10', '15', '10 wash: 1 package of 10 × 15 = 15'],
  ['one more', '11', '10', '30', '11 wash: 2 packages of 10 × 15 = 30'],
  ['a size that is not whole', '1', '0.3', '60', '1 wash: 4 packages of 0.3 × 15 = 60'],
  ['only whole packages back', '-15', '10', '-15', '-15 wash: -1 packages of 10 × 15 = -15'],
])('%s', (_what, units, size, exact, explanation) => {
  const rated = ratePackage({ units: exactPrice(units), unitName: 'wash' }, { size: exactPrice(size), price: exactPrice('15') })
  expect(formatExact(rated.exact)).toBe(exact)
  expect(rated.explanation).toEqual([explanation])
})
