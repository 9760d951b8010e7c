import type { SubscriptionId } from '@octroi/shared/ids/id'
import { dayMs } from '@octroi/shared/time/zone'
import { describe, expect, test } from 'vitest'
import { quarterMs, SeriesSums } from './usage-series.ts'

const line = { subscription: 'sub_1' as SubscriptionId, price: 'energy', band: 'all', periodFromMs: 0 }
const minute = 60_000

/** Each quarter that counted, by its place since the beginning of time. */
function seriesOf(...adds: readonly (readonly [fromMs: number, untilMs: number, quantity: bigint])[]): Record<number, bigint> {
  const sums = new SeriesSums()
  for (const [fromMs, untilMs, quantity] of adds) sums.add(line, { fromMs, untilMs }, quantity)
  const placed = sums
    .all()
    .flatMap((day) => [...day.quarters].map(([quarter, sum]) => [day.fromMs / quarterMs + quarter, sum] as const))
  return Object.fromEntries(placed)
}

describe('a quantity stands in the quarters it was used in', () => {
  test.each([
    ['half an hour', [[30 * minute, 60 * minute, 5n]], { 2: 3n, 3: 2n }],
    [
      'two halves of a quarter',
      [
        [0, 7 * minute, 5n],
        [7 * minute, 15 * minute, 6n],
      ],
      { 0: 11n },
    ],
    ['over the end of a day', [[dayMs - quarterMs, dayMs + quarterMs, 4n]], { 95: 2n, 96: 2n }],
    ['a part of a quarter', [[10 * minute, 20 * minute, 10n]], { 0: 5n, 1: 5n }],
    ['a moment', [[20 * minute, 20 * minute, 1n]], { 1: 1n }],
    ['what was taken back', [[0, 30 * minute, -3n]], { 0: -2n, 1: -1n }],
    ['longer than a week, where it begins', [[0, 8 * dayMs, 9n]], { 0: 9n }],
  ] as const)('%s', (_what, adds, quarters) => expect(seriesOf(...adds)).toEqual(quarters))
})

test('series are apart where price or band differ, and go on over the end of a month', () => {
  const sums = new SeriesSums()
  const span = { fromMs: 0, untilMs: minute }
  for (const more of [{}, { price: 'gas' }, { band: 'peak' }, { periodFromMs: 1 }]) sums.add({ ...line, ...more }, span, 1n)
  expect(sums.all().map(({ price, band, quarters }) => [price, band, quarters.get(0)])).toEqual([
    ['energy', 'all', 2n],
    ['gas', 'all', 1n],
    ['energy', 'peak', 1n],
  ])
})
