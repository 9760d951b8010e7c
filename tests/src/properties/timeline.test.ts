import type { Band } from '@octroi/hub/catalogue/band'
import { split } from '@octroi/hub/rating/split'
import { type Holidays, timeline } from '@octroi/hub/rating/timeline'
import { dayNumber } from '@octroi/shared/time/local-day'
import { calendarMonths } from '@octroi/shared/time/month'
import { type Cycle, periodAt, periodLengths } from '@octroi/shared/time/period'
import type { Zone } from '@octroi/shared/time/zone'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

/** Every zone that the platform knows, over years in which many of them changed their clocks. */
const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone')).map((name) => name as Zone)
const cycle = fc
  .tuple(zone, fc.constantFrom(...periodLengths), fc.integer({ min: 1, max: 31 }))
  .map(([at, every, day]): Cycle => ({ zone: at, every, anchor: { year: 2000, month: 1, day } }))
const hourMs = 3_600_000
const instant = fc
  .integer({ min: Date.UTC(2008, 0, 1) / 60_000, max: Date.UTC(2030, 0, 1) / 60_000 })
  .map((minute) => minute * 60_000)
const holidays: Holidays = new Map([['feasts', new Set(['2010-01-01', '2011-12-30', '2019-03-31', '2026-10-25'].map(dayNumber))]])
const bands: readonly Band[] = [
  { name: 'feast', when: [{ from: '00:00', until: '24:00', holidays: 'feasts' }] },
  {
    name: 'winter',
    when: [{ from: '06:30', until: '22:00', season: { from: '11-01', through: '03-31' }, notHolidays: 'feasts' }],
  },
  { name: 'work', when: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '01:15', until: '02:45' }] },
  { name: 'rest' },
]

/** The band by what a clock on the wall and a calendar show: the rule itself, without any arithmetic of ours. */
function bandBy(at: Zone, ms: number): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: at,
    ...{
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      weekday: 'short',
      hourCycle: 'h23',
    },
  }).formatToParts(ms)
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? ''
  const [date, time] = [`${of('month')}-${of('day')}`, `${of('hour')}:${of('minute')}`]
  const isFeast = holidays.get('feasts')?.has(dayNumber(`${of('year')}-${date}`)) === true
  if (isFeast) return 'feast'
  if ((date >= '11-01' || date <= '03-31') && time >= '06:30' && time < '22:00') return 'winter'
  return !['Sat', 'Sun'].includes(of('weekday')) && time >= '01:15' && time < '02:45' ? 'work' : 'rest'
}

describe('in every zone', () => {
  test('each instant lies in exactly one period and in the band that the wall clock says', () => {
    fc.assert(
      fc.property(
        cycle,
        instant,
        fc.integer({ min: 1, max: 24 * 70 }),
        fc.array(fc.nat(), { maxLength: 12 }),
        (periods, fromMs, lasting, picks) => {
          const untilMs = fromMs + lasting * hourMs
          const segments = timeline(periods, bands, fromMs, untilMs, holidays)
          expect([segments[0]?.fromMs, segments.at(-1)?.untilMs]).toEqual([fromMs, untilMs])
          for (const [index, segment] of segments.entries()) {
            expect(segment.fromMs).toBeLessThan(segment.untilMs)
            expect(segment.fromMs).toBe(segments[index - 1]?.untilMs ?? fromMs)
          }
          for (const pick of [0, ...picks]) {
            const ms = fromMs + (pick % (untilMs - fromMs))
            const holding = segments.filter((each) => each.fromMs <= ms && ms < each.untilMs)
            expect(holding.map(({ band, periodFromMs }) => [band, periodFromMs])).toEqual([
              [bandBy(periods.zone, ms), periodAt(periods, ms).fromMs],
            ])
          }
        },
      ),
      { numRuns: 80 },
    )
  })

  test('what is split over bands and periods sums to the whole', () => {
    fc.assert(
      fc.property(
        zone,
        instant,
        fc.integer({ min: 1, max: 24 * 40 * 60 }),
        fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
        (at, fromMs, minutes, quantity) => {
          const untilMs = fromMs + minutes * 60_000
          const parts = split(
            timeline(calendarMonths(at), bands, fromMs - hourMs, untilMs + hourMs, holidays),
            fromMs,
            untilMs,
            quantity,
          )
          expect(parts.reduce((sum, part) => sum + part.quantity, 0n)).toBe(quantity)
        },
      ),
      { numRuns: 60 },
    )
  })
})
