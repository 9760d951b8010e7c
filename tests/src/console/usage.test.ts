import { oneUnit, parseQuantity } from '@octroi/shared/money/quantity'
import { monthNamed } from '@octroi/shared/time/month'
import { profileMonth } from '@octroi/simulators/readings/profile'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { consoleOf } from '../kit/console-key.ts'
import { london, MeteredWorld } from '../kit/metered-world.ts'
import { OpeningWorld } from '../kit/opening-world.ts'
import type { PageBrowser } from '../kit/page-browser.ts'
import { energyReading } from '../kit/sample-records.ts'

let metered: MeteredWorld
let browser: PageBrowser
let chart: string
beforeAll(async () => {
  metered = await MeteredWorld.open()
  browser = await consoleOf(metered.world.hub)
  chart = `/console/usage/${metered.subscription}/energy`
  // The second batch comes first: nothing depends on the order.
  const [first, second, ...rest] = metered.write('2013-10')
  await metered.takeIn([second, first, ...rest].flatMap((batch) => batch ?? []))
})
afterAll(() => metered.close())

const span = (from: string, until: string): string => new URLSearchParams({ from, until }).toString()

interface Series {
  readonly level: string
  readonly starts: readonly number[]
  readonly sums: readonly (readonly number[])[]
  readonly heads: readonly string[]
  readonly rows: readonly { readonly label: string; readonly cells: readonly string[] }[]
}

async function series(query: string): Promise<Series> {
  const { status, text } = await browser.get(`${chart}/series?${query}`)
  expect(status).toBe(200)
  return JSON.parse(text) as Series
}

async function csv(query: string): Promise<readonly (readonly string[])[]> {
  const { text } = await browser.get(`${chart}/series.csv?${query}`)
  return text
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','))
}

const month = monthNamed(london, '2013-10')
const readings = month === undefined ? [] : profileMonth(month, london).readings

describe('the chart of a meter', () => {
  test('sums what the meter told, by band, as finely as there is room for', async () => {
    const whole = span('2013-09-30T23:00:00Z', '2013-11-01T00:00:00Z')
    const byDay = await series(`${whole}&room=100`)
    expect([byDay.level, byDay.starts.length, byDay.heads]).toEqual(['by the day', 31, ['peak', 'off-peak', 'Total']])
    expect((await series(`${whole}&room=745`)).level).toBe('by the hour')
    expect((await series(`${whole}&room=12`)).level).toBe('by the month')
    const day = await series(span('2013-10-01T00:00:00+01:00', '2013-10-02T00:00:00+01:00'))
    expect([day.level, day.starts.length]).toEqual(['by the half hour', 48])
    expect(day.rows[0]).toMatchObject({ label: 'Tue, 1 Oct 2013, 00:00' })
    expect(day.sums[0]?.filter((sum) => sum > 0)).toHaveLength(6)
  })

  test('every half hour is what the meter told for it, whatever came first', async () => {
    const rows = await csv(`${span('2013-09-30T23:00:00Z', '2013-11-01T00:00:00Z')}&level=half_hour`)
    expect(rows[0]).toEqual(['from', 'until', 'peak Wh', 'off-peak Wh', 'total Wh'])
    expect(rows.slice(1).map(([from, , , , total]) => [from, parseQuantity(total ?? '')])).toEqual(
      readings.map(({ startMs, quantity }) => [new Date(startMs).toISOString(), quantity]),
    )
  })

  test('adds up to what the bill counts', async () => {
    const [, sums] = await csv(`${span('2013-10-05T00:00:00Z', '2013-10-06T00:00:00Z')}&level=month`)
    const aggregates = await metered.world.hub.read(({ rating }) => rating.aggregates([metered.subscription], month?.fromMs ?? 0))
    const of = (band: string): bigint | undefined => aggregates.find((sum) => sum.band === band)?.quantity
    expect([parseQuantity(sums?.[2] ?? ''), parseQuantity(sums?.[3] ?? '')]).toEqual([of('peak'), of('off-peak')])
  })

  test('a day on which clocks go back has fifty half hours, two of them told apart', async () => {
    const day = await series(span('2013-10-27T00:00:00+01:00', '2013-10-28T00:00:00Z'))
    expect(day.rows).toHaveLength(50)
    expect(day.rows.slice(2, 6).map(({ label }) => label.slice(-9))).toEqual(['01:00 BST', '01:30 BST', '01:00 GMT', '01:30 GMT'])
  })

  test('late readings find their hour, and what is told again changes nothing', async () => {
    const hour = span('2013-11-05T10:00:00Z', '2013-11-05T11:00:00Z')
    const [start, middle, end] = ['10:00', '10:30', '11:00'].map((time) => Date.parse(`2013-11-05T${time}:00Z`)) as [
      number,
      number,
      number,
    ]
    const { journal } = metered.world.car
    await metered.takeIn([journal.batch(energyReading(middle, end, 5n * oneUnit))])
    expect((await series(hour)).sums[1]).toEqual([0, 5])
    await metered.takeIn([journal.batch(energyReading(start, middle, 3n * oneUnit), energyReading(middle, end, 5n * oneUnit))])
    expect((await series(hour)).sums[1]).toEqual([3, 5])
  })

  test('is a page that says the same without a script, in French as well', async () => {
    const { text } = await browser.get(`${chart}?${span('2013-10-01T00:00:00+01:00', '2013-10-03T00:00:00+01:00')}`)
    expect(text).toContain('<h1>Electricity</h1>')
    expect(text).toContain('Household')
    expect(text).toContain('Tue, 1 Oct 2013')
    expect(text).toContain('by the half hour')
    const french = await (await consoleOf(metered.world.hub, 'fr')).get(
      `${chart}?${span('2013-10-01T00:00:00Z', '2013-11-01T00:00:00Z')}`,
    )
    expect(french.text).toContain('mar. 1 oct. 2013')
    expect(french.text).toContain('par jour')
  })

  test.each([
    ['of a meter the offer does not have', () => chart.replace('/energy', '/gas')],
    ['of a subscription that is none', () => '/console/usage/nonsense/energy'],
    ['of a time that is none', () => `${chart}?from=x&until=y`],
    ['of a time that ends before it begins', () => `${chart}?${span('2013-10-02T00:00:00Z', '2013-10-01T00:00:00Z')}`],
    ['with room for what is no number', () => `${chart}/series?room=many`],
    ['finer than it may be drawn', () => `${chart}/series?level=half_hour`],
  ])('%s is not there', async (_what, path) => expect((await browser.get(path())).status).toBe(404))

  test('of another tenant is not there', async () => {
    const other = await OpeningWorld.open()
    try {
      const stranger = await consoleOf(other.hub)
      for (const path of [chart, `${chart}/series`, `${chart}/series.csv`]) expect((await stranger.get(path)).status).toBe(404)
    } finally {
      await other.close()
    }
  })
})

describe('the list of meters', () => {
  test('is found by account, name or subscription, and is a file as well', async () => {
    const { owner } = metered.world
    const link = `href="${chart}"`
    expect((await browser.get('/console/usage')).text).toContain(link)
    for (const of of [owner, metered.subscription]) expect((await browser.get(`/console/usage?of=${of}`)).text).toContain(link)
    const named = await browser.get('/console/usage?of=samp')
    expect(named.text).toContain('Which account do you mean?')
    expect(named.text).toContain(owner)
    expect((await browser.get('/console/usage?of=nobody')).text).toContain('No subscription is found so.')
    const { text } = await browser.get('/console/usage.csv')
    expect(text).toContain(`${metered.subscription},${owner},household,,2010-01-01T00:00:00.000Z,energy`)
  })

  test('says what will stand where nothing was counted yet', async () => {
    const subscription = await metered.world.order(metered.world.owner, 'supply')
    expect((await browser.get(`/console/usage/${subscription}/energy`)).text).toContain('Nothing counted yet')
  })
})
