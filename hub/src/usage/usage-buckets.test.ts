import { dayMs, type Zone } from '@octroi/shared/time/zone'
import { describe, expect, test } from 'vitest'
import type { UsageDay } from '../rating/usage-series.ts'
import { bucketSpans, levelFor, usageBuckets } from './usage-buckets.ts'

const [london, beirut, kathmandu] = ['Europe/London', 'Asia/Beirut', 'Asia/Kathmandu'] as unknown as readonly [Zone, Zone, Zone]
const at = (text: string): number => Date.parse(text)
const hours = (spans: ReturnType<typeof bucketSpans>): readonly number[] =>
  spans.map(({ fromMs, untilMs }) => (untilMs - fromMs) / 3_600_000)

describe('buckets begin with the zone’s own', () => {
  test.each([
    ['days when clocks go forward', london, 'day', '2013-03-30T12:00:00Z', '2013-04-01T12:00:00Z', [24, 23, 24]],
    ['days when clocks go back', london, 'day', '2013-10-26T12:00:00Z', '2013-10-28T12:00:00Z', [24, 25, 24]],
    ['days that begin at one', beirut, 'day', '2022-03-26T12:00:00Z', '2022-03-28T12:00:00Z', [24, 23, 24]],
    ['months', london, 'month', '2013-03-30T12:00:00Z', '2013-04-01T12:00:00Z', [743, 720]],
    ['hours, one of which comes twice', london, 'hour', '2013-10-27T00:00:00Z', '2013-10-27T03:00:00Z', [1, 1, 1]],
    ['hours of a zone a quarter off', kathmandu, 'hour', '2020-01-01T00:00:00Z', '2020-01-01T01:00:00Z', [1, 1]],
    ['half hours', london, 'half_hour', '2013-01-01T00:00:00Z', '2013-01-01T01:00:00Z', [0.5, 0.5]],
  ] as const)('%s', (_what, zone, level, from, until, lengths) => {
    const spans = bucketSpans(zone, level, { fromMs: at(from), untilMs: at(until) })
    expect(hours(spans)).toEqual(lengths)
    for (const [index, { fromMs }] of spans.slice(1).entries()) expect(fromMs).toBe(spans[index]?.untilMs)
  })

  test('an empty span has none', () => expect(bucketSpans(london, 'day', { fromMs: 5, untilMs: 5 })).toEqual([]))
})

test.each([
  [48, 'half_hour'],
  [24, 'hour'],
  [23, 'day'],
  [0.5, 'month'],
])('a day with room for %s buckets is shown by %s', (room, level) => {
  expect(levelFor({ fromMs: 0, untilMs: dayMs }, room)).toBe(level)
})

test('quarters are summed by bucket and band, and what lies outside is left out', () => {
  const day = (fromMs: number, band: string, ...quarters: readonly (readonly [number, bigint])[]): UsageDay => {
    return { subscription: 'sub_1', price: 'energy', band, fromMs, quarters: new Map(quarters) }
  }
  const clocksBack = at('2013-10-27T00:00:00Z')
  const days = [
    day(clocksBack - dayMs, 'night', [91, 7n], [92, 1n]),
    day(clocksBack, 'night', [3, 2n], [95, 4n]),
    day(clocksBack, 'peak', [2, 8n]),
  ]
  const span = { fromMs: clocksBack, untilMs: clocksBack + dayMs }
  const buckets = usageBuckets(days, london, 'day', span)
  expect(buckets).toEqual([
    {
      fromMs: clocksBack - 3_600_000,
      untilMs: clocksBack + dayMs,
      quantities: new Map([
        ['night', 7n],
        ['peak', 8n],
      ]),
    },
  ])
})
