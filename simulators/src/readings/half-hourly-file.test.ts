import { type Month, monthNamed } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'
import { describe, expect, test } from 'vitest'
import { readHalfHourlyFile } from './half-hourly-file.ts'
import { profileMonth } from './profile.ts'
import { halfHourMs } from './reading.ts'

const london = 'Europe/London' as Zone
const month = (name: string): Month => monthNamed(london, name) as Month
const header = 'LCLid,DateTime,KWH/hh (per half hour) \n'
const row = (time: string, value: string): string => `MAC000001,${time}.0000000, ${value} \n`
const read = (rows: string, name = '2013-01') => readHalfHourlyFile(header + rows, 'a file', month(name), london)

describe('a half-hourly file', () => {
  test('times are the ends of intervals, and a month begins after its first midnight', () => {
    const { readings } = read(
      row('2013-01-01 00:00:00', '9') +
        row('2013-01-01 00:30:00', '0.1') +
        row('2013-02-01 00:00:00', '0.2') +
        row('2013-02-01 00:30:00', '9'),
    )
    expect(readings.map(({ startMs, quantity }) => [new Date(startMs).toISOString(), quantity])).toEqual([
      ['2013-01-01T00:00:00.000Z', 100_000_000_000n],
      ['2013-01-31T23:30:00.000Z', 200_000_000_000n],
    ])
  })

  test('keeps every digit of a value', () => {
    expect(read(row('2013-01-01 00:30:00', '1.4529999')).readings[0]?.quantity).toBe(1_452_999_900_000n)
  })

  test('counts what it passes over: repeated rows, rows without a value, gaps', () => {
    const { readings, duplicates, empty, gaps } = read(
      row('2013-01-01 01:00:00', '0.1') +
        row('2013-01-01 00:30:00', '0.2') +
        row('2013-01-01 01:00:00', '0.1') +
        row('2013-01-01 02:37:27', 'Null') +
        row('2013-01-01 03:00:00', '0.3'),
    )
    expect(readings).toHaveLength(3)
    expect({ duplicates, empty }).toEqual({ duplicates: 1, empty: 1 })
    expect(
      gaps.map(({ fromMs, untilMs }) => [
        new Date(fromMs).toISOString().slice(5, 16),
        new Date(untilMs).toISOString().slice(5, 16),
      ]),
    ).toEqual([
      ['01-01T01:00', '01-01T02:30'],
      ['01-01T03:00', '02-01T00:00'],
    ])
  })

  test.each([
    ['2013-01', 0],
    ['2013-03', 1],
    ['2013-10', 1],
  ])('tells the clock changes of %s', (name, clockChanges) => {
    expect(read('', name).clockChanges).toBe(clockChanges)
  })

  test.each([
    ['another header', 'a,b,c\n', 'line 1'],
    ['a time that is none', header + row('2013-01-01 00:30:00', '1') + 'MAC,yesterday,1\n', 'line 3'],
    ['a value that is none', header + row('2013-01-01 00:30:00', 'much'), 'line 2'],
    [
      'two values for one interval',
      header + row('2013-01-01 00:30:00', '1') + row('2013-01-01 00:30:00', '2'),
      'line 3: another value for the interval of line 2',
    ],
  ])('refuses %s and names the line', (_what, text, message) => {
    expect(() => readHalfHourlyFile(text, 'a file', month('2013-01'), london)).toThrow(message)
  })
})

describe('a generated month', () => {
  test.each([
    ['2013-01', 1488],
    ['2013-03', 1486],
    ['2013-10', 1490],
  ])('%s has a reading for each of its half hours', (name, count) => {
    const { readings, gaps } = profileMonth(month(name), london)
    expect(readings).toHaveLength(count)
    expect(gaps).toEqual([])
    for (const [index, { startMs, endMs }] of readings.entries()) {
      expect(endMs - startMs).toBe(halfHourMs)
      expect(startMs).toBe(month(name).fromMs + index * halfHourMs)
    }
  })

  test('is the same every time', () => {
    expect(profileMonth(month('2013-01'), london)).toEqual(profileMonth(month('2013-01'), london))
  })
})
