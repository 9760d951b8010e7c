import { describe, expect, test } from 'vitest'
import { formatInstant, parseInstant } from './instant.ts'
import { monthNamed, monthOf } from './month.ts'
import { isZone, localInstant, offsetSpans, type Zone } from './zone.ts'

const london = 'Europe/London' as Zone
const utc = (text: string): number => Date.parse(text)

describe('instant', () => {
  test.each(['2026-11-23T04:35:00Z', '2026-11-23T04:35:00.123Z', '2024-02-29T23:59:59+14:00'])('reads %s', (text) => {
    expect(parseInstant(text)).toBe(Date.parse(text))
  })

  test.each(['2026-11-23', '2026-11-23T04:35Z', '2026-11-23T04:35:00', '2023-02-29T00:00:00Z', '2026-13-01T00:00:00Z', '1'])(
    'refuses %s',
    (text) => expect(parseInstant(text)).toBeUndefined(),
  )

  test('writes UTC with milliseconds', () => expect(formatInstant(0)).toBe('1970-01-01T00:00:00.000Z'))
})

test.each([
  ['Europe/London', true],
  ['UTC', true],
  ['America/Argentina/Buenos_Aires', true],
  ['+01:00', false],
  ['Mars/Olympus', false],
  ['', false],
])('%j is a zone: %s', (name, expected) => expect(isZone(name)).toBe(expected))

describe('month', () => {
  test.each([
    ['2013-01', '2013-01-01T00:00:00Z', '2013-02-01T00:00:00Z', 744],
    ['2013-03', '2013-03-01T00:00:00Z', '2013-03-31T23:00:00Z', 743],
    ['2013-10', '2013-09-30T23:00:00Z', '2013-11-01T00:00:00Z', 745],
    ['2012-12', '2012-12-01T00:00:00Z', '2013-01-01T00:00:00Z', 744],
  ])('%s in London has its own hours', (name, from, until, hours) => {
    const month = monthNamed(london, name)
    expect(month).toEqual({ name, fromMs: utc(from), untilMs: utc(until) })
    expect(((month?.untilMs ?? 0) - (month?.fromMs ?? 0)) / 3_600_000).toBe(hours)
  })

  test('is found from any instant in it, its end excluded', () => {
    expect(monthOf(london, utc('2013-09-30T22:59:59.999Z')).name).toBe('2013-09')
    expect(monthOf(london, utc('2013-09-30T23:00:00Z')).name).toBe('2013-10')
  })

  test.each(['2013-13', '2013-1', '13-01', '2013-00', '', '0000-01'])('%j names none', (name) => {
    expect(monthNamed(london, name)).toBeUndefined()
  })
})

test.each([
  ['2013-01-15T10:30', '2013-01-15T10:30:00Z'],
  ['2013-07-15T10:30:15', '2013-07-15T09:30:15Z'],
  ['2013-03-31T01:30', '2013-03-31T01:30:00Z'],
  ['2013-10-27T01:30', '2013-10-27T00:30:00Z'],
])('%s in London is %s', (text, instant) => expect(localInstant(london, text)).toBe(utc(instant)))

test.each(['2013-02-30T10:00', '2013-01-15', '2013-01-15T25:00', '2013-01-15T10:30Z', '1969-12-31T10:00', ''])(
  '%j is no local time',
  (text) => expect(localInstant(london, text)).toBeUndefined(),
)

test('offset spans cut at clock changes and cover the whole without gaps', () => {
  const [from, until] = [utc('2013-01-01T00:00:00Z'), utc('2014-01-01T00:00:00Z')]
  const spans = offsetSpans(london, from, until)
  expect(spans).toEqual([
    { fromMs: from, untilMs: utc('2013-03-31T01:00:00Z'), offsetMs: 0 },
    { fromMs: utc('2013-03-31T01:00:00Z'), untilMs: utc('2013-10-27T01:00:00Z'), offsetMs: 3_600_000 },
    { fromMs: utc('2013-10-27T01:00:00Z'), untilMs: until, offsetMs: 0 },
  ])
})
