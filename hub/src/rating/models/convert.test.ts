import { formatExact } from '@octroi/shared/money/decimal'
import { oneUnit } from '@octroi/shared/money/quantity'
import { rational } from '@octroi/shared/money/rational'
import { expect, test } from 'vitest'
import { convert, type UnitRounding } from './convert.ts'

const kilo = { unitName: 'kWh', unitSize: rational(1000n) }
const wh = oneUnit

test.each<[string, bigint, UnitRounding | undefined, string, string[]]>([
  ['exactly', 12_500n * wh, undefined, '12.5', []],
  ['up, a unit that has begun', 1_400n * wh, 'up', '2', ['1.4 kWh rounded up to 2']],
  ['down', 1_999n * wh, 'down', '1', ['1.999 kWh rounded down to 1']],
  ['to the nearest, a half away from zero', 1_500n * wh, 'nearest', '2', ['1.5 kWh rounded to 2']],
  ['not where it is whole', 2_000n * wh, 'up', '2', []],
  ['up from below zero', -1_400n * wh, 'up', '-1', ['-1.4 kWh rounded up to -1']],
])('%s', (_what, quantity, rounding, units, explanation) => {
  const converted = convert(quantity, { ...kilo, ...(rounding === undefined ? {} : { rounding }) })
  expect(formatExact(converted.units)).toBe(units)
  expect(converted.explanation).toEqual(explanation)
})

test('what was used stays exact beside what is priced', () => {
  expect(formatExact(convert(1_400n * wh, { ...kilo, rounding: 'up' }).used)).toBe('1.4')
  expect(formatExact(convert(oneUnit, { unitName: 'hour', unitSize: rational(3600n) }).used)).toBe('1/3600')
})
