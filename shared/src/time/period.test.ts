import { describe, expect, test } from 'vitest'
import { type Cycle, dayNamed, monthsAfter, type PeriodLength, periodAt, periodsBetween } from './period.ts'
import type { Zone } from './zone.ts'

const utc = (text: string): number => Date.parse(text)
const cycle = (every: PeriodLength, anchor: string, zone = 'UTC'): Cycle => {
  const [year = 0, month = 0, day = 0] = anchor.split('-').map(Number)
  return { zone: zone as Zone, every, anchor: { year, month, day } }
}
const told = (of: Cycle, at: string): string => {
  const { firstDay, fromMs, untilMs } = periodAt(of, utc(at))
  return `${firstDay} ${new Date(fromMs).toISOString().slice(0, 16)} ${new Date(untilMs).toISOString().slice(0, 16)}`
}
const days = (of: Cycle, from: string, count: number): readonly string[] => {
  const found: string[] = []
  let ms = utc(from)
  for (let index = 0; index < count; index++) {
    const period = periodAt(of, ms)
    found.push(period.firstDay)
    ms = period.untilMs
  }
  return found
}

describe('the period that holds an instant', () => {
  test.each<[string, Cycle, string, string]>([
    ['a week', cycle('week', '1970-01-05'), '2023-02-01T00:00:00Z', '2023-01-30 2023-01-30T00:00 2023-02-06T00:00'],
    [
      'a week before its anchor',
      cycle('week', '2023-02-08'),
      '2023-02-07T23:00:00Z',
      '2023-02-01 2023-02-01T00:00 2023-02-08T00:00',
    ],
    [
      'a month, its end excluded',
      cycle('month', '2000-01-15'),
      '2023-02-15T00:00:00Z',
      '2023-02-15 2023-02-15T00:00 2023-03-15T00:00',
    ],
    [
      'a month, at its very end',
      cycle('month', '2000-01-15'),
      '2023-02-14T23:59:59Z',
      '2023-01-15 2023-01-15T00:00 2023-02-15T00:00',
    ],
    ['a quarter', cycle('quarter', '2024-04-15'), '2024-06-20T12:00:00Z', '2024-04-15 2024-04-15T00:00 2024-07-15T00:00'],
    [
      'a quarter before its anchor',
      cycle('quarter', '2024-04-15'),
      '2024-04-14T00:00:00Z',
      '2024-01-15 2024-01-15T00:00 2024-04-15T00:00',
    ],
    ['a year', cycle('year', '1970-01-01'), '2022-02-01T00:00:00Z', '2022-01-01 2022-01-01T00:00 2023-01-01T00:00'],
    [
      'a leap day that comes back',
      cycle('year', '2024-02-29'),
      '2028-02-29T00:00:00Z',
      '2028-02-29 2028-02-29T00:00 2029-02-28T00:00',
    ],
    [
      'in London, over the change of clocks',
      cycle('week', '1970-01-05', 'Europe/London'),
      '2013-03-30T00:00:00Z',
      '2013-03-25 2013-03-25T00:00 2013-03-31T23:00',
    ],
    // At 00:01 on 1 November 2009 clocks went back to 23:01 of 31 October: the day had begun already, and does not begin again.
    [
      'after a date that comes twice',
      cycle('month', '1970-01-01', 'America/St_Johns'),
      '2009-11-01T02:40:00Z',
      '2009-11-01 2009-11-01T02:30 2009-12-01T03:30',
    ],
    // Samoa left out 30 December 2011: what would begin on it begins with the day after.
    [
      'that begins on a day which is left out',
      cycle('month', '2011-01-30', 'Pacific/Apia'),
      '2012-01-01T00:00:00Z',
      '2011-12-30 2011-12-30T10:00 2012-01-29T10:00',
    ],
  ])('%s', (_what, of, at, expected) => expect(told(of, at)).toBe(expected))
})

test.each<[string, Cycle, string, string[]]>([
  [
    'the 31st',
    cycle('month', '2026-01-31'),
    '2026-01-31T00:00:00Z',
    ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31'],
  ],
  [
    'the 30th in a leap year',
    cycle('month', '2023-11-30'),
    '2023-12-30T00:00:00Z',
    ['2023-12-30', '2024-01-30', '2024-02-29', '2024-03-30'],
  ],
  [
    'a quarter from 30 November',
    cycle('quarter', '2025-11-30'),
    '2025-11-30T00:00:00Z',
    ['2025-11-30', '2026-02-28', '2026-05-30', '2026-08-30'],
  ],
])('an anchor on %s comes back after a shorter month', (_what, of, from, expected) => {
  expect(days(of, from, expected.length)).toEqual(expected)
})

test('periods are counted from one to another', () => {
  const months = cycle('month', '2026-01-31')
  const at = (text: string) => periodAt(months, utc(text))
  expect(periodsBetween(months, at('2026-01-31T00:00:00Z'), at('2026-02-28T00:00:00Z'))).toBe(1)
  expect(periodsBetween(months, at('2026-01-31T00:00:00Z'), at('2027-03-31T00:00:00Z'))).toBe(14)
})

test.each([
  ['2026-01-31T10:30:00Z', 1, '2026-02-28T00:00:00Z'],
  ['2026-01-15T10:30:00Z', 12, '2027-01-15T00:00:00Z'],
  ['2026-01-15T00:00:00Z', 0, '2026-01-15T00:00:00Z'],
])('%s and %i months', (from, months, expected) => {
  expect(new Date(monthsAfter('UTC' as Zone, utc(from), months)).toISOString()).toBe(expected.replace('Z', '.000Z'))
})

test.each([
  ['2013-03-31', 23],
  ['2013-10-27', 25],
  ['2013-10-28', 24],
])('the local day %s has %i hours', (name, hours) => {
  const day = dayNamed('Europe/London' as Zone, name)
  expect(((day?.untilMs ?? 0) - (day?.fromMs ?? 0)) / 3_600_000).toBe(hours)
})

test.each(['2026-02-30', '2026-13-01', '2026-11', '1970-01-01', 'today'])('%s names no day', (name) => {
  expect(dayNamed('UTC' as Zone, name)).toBeUndefined()
})
