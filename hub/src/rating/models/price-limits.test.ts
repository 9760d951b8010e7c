import { formatExact } from '@octroi/shared/money/decimal'
import { expect, test } from 'vitest'
import { exactPrice } from '../exact-price.ts'
import { limitPrice } from './price-limits.ts'

const limits = { minimum: exactPrice('10'), maximum: exactPrice('20') }

test.each<[string, string[], string[], string[]]>([
  ['between them nothing changes', ['15'], ['15'], []],
  ['nor at either of them', ['10', '10'], ['10', '10'], []],
  ['raised to the minimum', ['4'], ['10'], ['price minimum 10: 10']],
  ['lowered to the maximum', ['25'], ['20'], ['price maximum 20: 20']],
  ['raised pro rata', ['3', '1'], ['7.5', '2.5'], ['price minimum 10: 3 × 10 / 4 = 7.5', 'price minimum 10: 1 × 10 / 4 = 2.5']],
  [
    'lowered pro rata, exactly',
    ['20', '10'],
    ['40/3', '20/3'],
    ['price maximum 20: 20 × 20 / 30 = 40/3', 'price maximum 20: 10 × 20 / 30 = 20/3'],
  ],
  ['raised from nothing, the first takes all', ['0', '0'], ['10', '0'], ['price minimum 10: 10; all bands come to 0']],
  ['raised from below zero', ['-3', '1'], ['9', '1'], ['price minimum 10: 9; all bands come to -2']],
])('%s', (_what, parts, expected, explanation) => {
  const limited = limitPrice(
    parts.map((exact) => ({ exact: exactPrice(exact), explanation: [] })),
    limits,
  )
  expect(limited.map(({ exact }) => formatExact(exact))).toEqual(expected)
  expect(limited.flatMap((part) => part.explanation)).toEqual(explanation)
})
