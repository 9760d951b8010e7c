import { rational } from '@octroi/shared/money/rational'
import { expect, test } from 'vitest'
import { quantityWords } from './quantity-words.ts'

test('a quantity is told with its unit, and its band where it has one', () => {
  expect(quantityWords({ units: rational(25n, 2n), unitName: 'kWh', band: 'peak' })).toBe('12.5 kWh at peak')
  expect(quantityWords({ units: rational(1n, 3n), unitName: 'hour' })).toBe('1/3 hour')
})
