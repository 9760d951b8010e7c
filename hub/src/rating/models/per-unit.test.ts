import { formatExact } from '@octroi/shared/money/decimal'
import { rational } from '@octroi/shared/money/rational'
import { expect, test } from 'vitest'
import { exactPrice } from '../exact-price.ts'
import { ratePerUnit } from './per-unit.ts'

test.each([
  ['one opening', { units: '1', unitName: 'opening' }, '2.4', '2.4', '1 opening × 2.4 = 2.4'],
  ['a band', { units: '12.5', unitName: 'kWh', band: 'peak' }, '0.2146', '2.6825', '12.5 kWh at peak × 0.2146 = 2.6825'],
  ['seven digits', { units: '1.4529999', unitName: 'kWh' }, '0.1176', '0.17087278824', '1.4529999 kWh × 0.1176 = 0.17087278824'],
  ['nothing', { units: '0', unitName: 'opening' }, '2.4', '0', '0 opening × 2.4 = 0'],
  ['what was given back', { units: '-2', unitName: 'kWh' }, '0.1', '-0.2', '-2 kWh × 0.1 = -0.2'],
])('%s', (_what, { units, ...rest }, unitPrice, exact, explanation) => {
  const rated = ratePerUnit({ ...rest, units: exactPrice(units) }, exactPrice(unitPrice))
  expect(formatExact(rated.exact)).toBe(exact)
  expect(rated.explanation).toEqual([explanation])
})

test('what divides into no finite decimal stays exact', () => {
  const rated = ratePerUnit({ units: rational(1n, 3600n), unitName: 'hour' }, rational(1n))
  expect(formatExact(rated.exact)).toBe('1/3600')
})
