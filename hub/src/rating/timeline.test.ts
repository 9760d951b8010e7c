import { calendarMonths } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'
import { describe, expect, test } from 'vitest'
import type { Band } from '../catalogue/band.ts'
import { split } from './split.ts'
import { type Segment, segmentIndexAt, timeline } from './timeline.ts'

const london = 'Europe/London' as Zone
const at = (text: string): number => Date.parse(text)
const bands: readonly Band[] = [
  { name: 'peak', when: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '16:00', until: '20:00' }] },
  {
    name: 'night',
    when: [
      { from: '00:00', until: '07:00' },
      { from: '22:00', until: '24:00' },
    ],
  },
  { name: 'day' },
]

const told = (segments: readonly Segment[]): string[] =>
  segments.map(({ fromMs, band }) => `${new Date(fromMs).toISOString().slice(5, 16)} ${band}`)

describe('bands', () => {
  test('follow the local weekday and wall time', () => {
    expect(told(timeline(calendarMonths(london), bands, at('2013-07-05T12:00:00Z'), at('2013-07-07T12:00:00Z')))).toEqual([
      '07-05T12:00 day',
      '07-05T15:00 peak', // Friday, 16:00 in summer time
      '07-05T19:00 day',
      '07-05T21:00 night', // one band over midnight
      '07-06T06:00 day', // Saturday: no peak
      '07-06T21:00 night',
      '07-07T06:00 day',
    ])
  })

  test('in the hour that clocks skip, a night is an hour shorter', () => {
    const night = timeline(calendarMonths(london), bands, at('2013-03-30T22:00:00Z'), at('2013-03-31T06:30:00Z'))
    expect(told(night)).toEqual(['03-30T22:00 night', '03-31T06:00 day'])
  })

  test('in the hour that clocks repeat, a band that ends inside it comes twice', () => {
    const early: readonly Band[] = [{ name: 'early', when: [{ from: '01:00', until: '01:30' }] }, { name: 'rest' }]
    expect(told(timeline(calendarMonths(london), early, at('2013-10-26T23:00:00Z'), at('2013-10-27T03:00:00Z')))).toEqual([
      '10-26T23:00 rest',
      '10-27T00:00 early', // 01:00 summer time
      '10-27T00:30 rest',
      '10-27T01:00 early', // 01:00 again, winter time
      '10-27T01:30 rest',
    ])
  })
})

describe('periods', () => {
  test('begin with the local month, also inside a band', () => {
    const segments = timeline(calendarMonths(london), undefined, at('2013-03-15T00:00:00Z'), at('2013-05-15T00:00:00Z'))
    expect(segments.map(({ periodFromMs }) => new Date(periodFromMs).toISOString())).toEqual([
      '2013-03-01T00:00:00.000Z',
      '2013-03-31T23:00:00.000Z',
      '2013-04-30T23:00:00.000Z',
    ])
  })
})

test('segments join without gap or overlap, and every instant finds its own', () => {
  const segments = timeline(calendarMonths(london), bands, at('2013-03-29T11:17:00Z'), at('2013-04-02T05:03:00Z'))
  for (const [index, segment] of segments.entries()) {
    expect(segment.untilMs).toBe(segments[index + 1]?.fromMs ?? at('2013-04-02T05:03:00Z'))
    for (const ms of [segment.fromMs, segment.untilMs - 1]) expect(segmentIndexAt(segments, ms)).toBe(index)
  }
})

describe('split', () => {
  const segments: readonly Segment[] = [
    { fromMs: 0, untilMs: 10, periodFromMs: 0, band: 'a' },
    { fromMs: 10, untilMs: 20, periodFromMs: 0, band: 'b' },
    { fromMs: 20, untilMs: 60, periodFromMs: 0, band: 'c' },
  ]
  const parts = (fromMs: number, untilMs: number, quantity: bigint): string[] =>
    split(segments, fromMs, untilMs, quantity).map((part) => `${part.segment.band}:${part.quantity}`)

  test.each<[string, number, number, bigint, string[]]>([
    ['inside one segment', 2, 8, 7n, ['a:7']],
    ['up to its very end', 0, 10, 7n, ['a:7']],
    ['over two, in proportion to time', 5, 15, 10n, ['a:5', 'b:5']],
    ['a tie to the earlier', 5, 15, 1n, ['a:1', 'b:0']],
    ['over three, summing to the whole', 0, 60, 100n, ['a:17', 'b:16', 'c:67']],
    ['negative, as an export', 5, 15, -10n, ['a:-5', 'b:-5']],
    ['an instant at a boundary falls into the later', 10, 10, 1n, ['b:1']],
  ])('%s', (_what, fromMs, untilMs, quantity, expected) => {
    expect(parts(fromMs, untilMs, quantity)).toEqual(expected)
  })
})
