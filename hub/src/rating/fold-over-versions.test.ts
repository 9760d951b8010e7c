import { formatExact } from '@octroi/shared/money/decimal'
import { oneUnit } from '@octroi/shared/money/quantity'
import type { Zone } from '@octroi/shared/time/zone'
import { expect, test } from 'vitest'
import { parseCatalogue } from '../catalogue/parse-catalogue.ts'
import type { Usage } from '../usage/usage.ts'
import { foldUsage } from './fold.ts'
import { rateCards } from './rate-cards.ts'

const switchMs = Date.parse('2026-02-10T12:00:00Z')
const marchMs = Date.parse('2026-03-01T00:00:00Z')
const hourMs = 3_600_000

function versionOf(prices: string, index: number) {
  const source = `
services: { sample.use: { name: Sample use, actions: [use] } }
meters:
  used: { service: sample.use, record: reading, reading: used, aggregation: sum, unit: unit }
  time: { service: sample.use, record: reading, reading: used, aggregation: duration, unit: second }
  most: { service: sample.use, record: reading, reading: used, aggregation: max, unit: unit }
  done: { service: sample.use, record: performed, aggregation: count, unit: action }
offers: { sample: { name: Sample, currency: EUR, prices: { ${prices} } } }
`
  const parsed = parseCatalogue(source)
  if (!parsed.ok) throw new Error(parsed.error.map(({ path, detail }) => `${path} ${detail}`).join())
  const touches = index === 0 ? 'new' : 'date'
  return {
    version: index + 1,
    touches,
    effectiveFromMs: index === 0 ? 0 : switchMs,
    publishedAtMs: 0,
    source,
    catalogue: parsed.value,
  } as const
}

/** What each version counted in a month, with how many records began there; and what nobody pays for. */
function folded(prices: readonly string[], ...usages: readonly Usage[]): readonly string[] {
  const ids = { id: 'sub_1', account: 'acct_1', order: 'ord_1', offer: 'sample', catalogueVersion: 1, fromMs: 0 } as const
  const rated = rateCards({ ...ids, zone: 'UTC' as Zone }, prices.map(versionOf))
  const owner = { ownerSubscriptions: new Set(['sub_1'] as const), payers: new Map([['auth_1', 'sub_1'] as const]) }
  const { aggregates, unrated, charges, series } = foldUsage(usages, { device: 'dev_1', rateCards: rated, ...owner })
  // Charts know no versions: one series, however many rated it.
  expect(new Set(series.map(({ price, band, fromMs }) => `${price} ${band} ${fromMs}`)).size).toBe(series.length)
  return [
    ...aggregates.map(({ version, periodFromMs, quantity, records }) => {
      const month = new Date(periodFromMs).toISOString().slice(0, 7)
      return `${version} ${month} ${Number(quantity / 1000n) / 1e6} of ${records}`
    }),
    ...charges.map(({ version, exact }) => `charge ${version} ${formatExact(exact)}`),
    ...unrated.map(({ quantity }) => `unrated ${quantity / oneUnit}`),
  ]
}

function reading(fromMs: number, hours: number, units: number): Usage {
  const span = { fromMs, untilMs: fromMs + hours * hourMs }
  return { seq: 1, service: 'sample.use', record: 'reading', reading: 'used', ...span, quantity: BigInt(units) * oneUnit }
}

/** It happened somewhere in these hours. */
function action(fromMs: number, hours: number): Usage {
  const span = { fromMs, untilMs: fromMs + hours * hourMs }
  const authorized = { isOwn: false, authorization: 'auth_1' } as const
  return { seq: 1, service: 'sample.use', record: 'performed', ...authorized, ...span, quantity: oneUnit }
}

const used = (unitPrice: string, more = '') =>
  `used: { model: per_unit, name: Used, meter: used, unitPrice: "${unitPrice}"${more} }`
const done = (unitPrice: string) => `done: { model: per_unit, name: Done, meter: done, unitPrice: "${unitPrice}" }`
const timed = (unitPrice: string) => `time: { model: per_unit, name: Time, meter: time, unitPrice: "${unitPrice}", step: "3600" }`
const most = (unitPrice: string) => `most: { model: per_unit, name: Most, meter: most, unitPrice: "${unitPrice}" }`

test.each<readonly [string, readonly string[], Usage, readonly string[]]>([
  [
    'a reading is parted where the version changes',
    [used('1'), used('2')],
    reading(switchMs - hourMs, 3, 9),
    ['1 2026-02 3 of 1', '2 2026-02 6 of 0'],
  ],
  ['one that begins there is of the later', [used('1'), used('2')], reading(switchMs, 1, 9), ['2 2026-02 9 of 1']],
  ['one that ends there is of the earlier', [used('1'), used('2')], reading(switchMs - hourMs, 1, 9), ['1 2026-02 9 of 1']],
  [
    'where it waits for the period it is not parted',
    [used('1', ', includedQuantity: "1"'), used('2')],
    reading(switchMs - hourMs, 2, 9),
    ['1 2026-02 9 of 1'],
  ],
  [
    'but at the period it is',
    [used('1', ', includedQuantity: "1"'), used('2')],
    reading(marchMs - hourMs, 2, 9),
    ['1 2026-02 4.5 of 1', '2 2026-03 4.5 of 0'],
  ],
  [
    'a session is rounded once, by the version in which it ends',
    [timed('1'), timed('2')],
    reading(marchMs - hourMs / 2, 1.25, 0),
    ['2 2026-03 7200 of 1'],
  ],
  [
    'the greatest counts in each period it touches',
    [most('1'), most('2')],
    reading(marchMs - hourMs, 2, 9),
    ['1 2026-02 9 of 1', '2 2026-03 9 of 0'],
  ],
  [
    'a price that is gone counts no more',
    [`${used('1')}, ${done('1')}`, done('1')],
    reading(switchMs - hourMs, 3, 9),
    ['1 2026-02 3 of 1', 'unrated 6'],
  ],
  [
    'a price that is new counts from then on',
    [done('1'), `${used('1')}, ${done('1')}`],
    reading(switchMs - hourMs, 3, 9),
    ['2 2026-02 6 of 0', 'unrated 3'],
  ],
  [
    'an action at a time nobody knows, under the cheaper',
    [done('3'), done('2')],
    action(switchMs - hourMs, 2),
    ['2 2026-02 1 of 1', 'charge 2 2'],
  ],
  ['also where that is the earlier', [done('2'), done('3')], action(switchMs - hourMs, 2), ['1 2026-02 1 of 1', 'charge 1 2']],
  ['and among equals under the later', [done('2'), done('2')], action(switchMs - hourMs, 2), ['2 2026-02 1 of 1', 'charge 2 2']],
  [
    'an action at the very moment is of the later',
    [done('2'), done('3')],
    action(switchMs, 0),
    ['2 2026-02 1 of 1', 'charge 2 3'],
  ],
])('%s', (_what, prices, usage, expected) => expect(folded(prices, usage)).toEqual(expected))
