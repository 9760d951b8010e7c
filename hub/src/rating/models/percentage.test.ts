import { formatExact } from '@octroi/shared/money/decimal'
import { expect, test } from 'vitest'
import { exactPercent, exactPrice } from '../exact-price.ts'
import { eventPrice, type Percentage, ratePercentage } from './percentage.ts'
import type { EventCounts } from './rated.ts'

const card: Percentage = {
  part: exactPercent('2.5'),
  fixed: exactPrice('0.1'),
  minimum: exactPrice('0.5'),
  maximum: exactPrice('5'),
}

test.each<[string, keyof EventCounts]>([
  ['15.99', 'atMinimum'],
  ['16', 'byValue'],
  ['196', 'byValue'],
  ['196.01', 'atMaximum'],
])('an event of %s is priced %s', (value, expected) => {
  expect(eventPrice(card, exactPrice(value))).toBe(expected)
})

test.each<[string, string, Partial<EventCounts>, string, string[]]>([
  ['no event', '0', {}, '0', ['2.5 % of 0 EUR = 0']],
  [
    'events by their value',
    '100',
    { byValue: 2 },
    '2.7',
    ['2.5 % of 100 EUR = 2.5', '2 events × fixed part 0.1 = 0.2', '2.5 + 0.2 = 2.7'],
  ],
  [
    'events at both ends',
    '0',
    { atMinimum: 3, atMaximum: 1 },
    '6.5',
    ['2.5 % of 0 EUR = 0', '3 events × minimum 0.5 = 1.5', '1 event × maximum 5 = 5', '0 + 1.5 + 5 = 6.5'],
  ],
])('%s', (_what, value, counts, expected, explanation) => {
  const events = { byValue: 0, atMinimum: 0, atMaximum: 0, ...counts }
  const { exact, explanation: steps } = ratePercentage({ units: exactPrice(value), unitName: 'EUR', events }, card)
  expect([formatExact(exact), steps]).toEqual([expected, explanation])
})
