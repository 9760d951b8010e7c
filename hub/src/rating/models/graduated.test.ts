import { formatExact } from '@octroi/shared/money/decimal'
import { expect, test } from 'vitest'
import { exactPrice } from '../exact-price.ts'
import { rateGraduated } from './graduated.ts'

/** 100 kWh at 0.30 and a fee of 2; the next 400 at 0.25 and a fee of 1; beyond 500 at 0.20. */
const tiers = [
  { upTo: exactPrice('100'), unitPrice: exactPrice('0.3'), flatFee: exactPrice('2') },
  { upTo: exactPrice('500'), unitPrice: exactPrice('0.25'), flatFee: exactPrice('1') },
  { unitPrice: exactPrice('0.2') },
]
const first = 'up to 100: '
const second = 'above 100 to 500: '

test.each<[string, string, string, string[]]>([
  ['no use pays the fee of the first tier', '0', '2', [`${first}0 kWh × 0.3 = 0`, `${first}flat fee 2`, '0 + 2 = 2']],
  ['the end belongs to the tier', '100', '32', [`${first}100 kWh × 0.3 = 30`, `${first}flat fee 2`, '30 + 2 = 32']],
  [
    'the next tier begins right after it',
    '100.001',
    '33.00025',
    [
      `${first}100 kWh × 0.3 = 30`,
      `${first}flat fee 2`,
      `${second}0.001 kWh × 0.25 = 0.00025`,
      `${second}flat fee 1`,
      '30 + 2 + 0.00025 + 1 = 33.00025',
    ],
  ],
  [
    'the last tier has no end',
    '612.5',
    '155.5',
    [
      `${first}100 kWh × 0.3 = 30`,
      `${first}flat fee 2`,
      `${second}400 kWh × 0.25 = 100`,
      `${second}flat fee 1`,
      'above 500: 112.5 kWh × 0.2 = 22.5',
      '30 + 2 + 100 + 1 + 22.5 = 155.5',
    ],
  ],
  ['below zero at the first price', '-10', '-1', [`${first}-10 kWh × 0.3 = -3`, `${first}flat fee 2`, '-3 + 2 = -1']],
])('%s', (_what, units, exact, explanation) => {
  const rated = rateGraduated({ units: exactPrice(units), unitName: 'kWh' }, tiers)
  expect(formatExact(rated.exact)).toBe(exact)
  expect(rated.explanation).toEqual(explanation)
})

test('a single tier needs no label', () => {
  const rated = rateGraduated({ units: exactPrice('3'), unitName: 'kWh', band: 'peak' }, [{ unitPrice: exactPrice('2') }])
  expect(rated.explanation).toEqual(['3 kWh at peak × 2 = 6'])
})
