import type { AccountId } from '@octroi/shared/ids/id'
import type { Currency } from '@octroi/shared/money/currency'
import { describe, expect, test } from 'vitest'
import { parseCatalogue } from '../catalogue/parse-catalogue.ts'
import { type RateCard, rateCard } from '../rating/rate-card.ts'
import { backtestTotals, type Comparison, notCountedBy, rowsOf, sumTotals } from './backtest.ts'

const euro = 'EUR' as Currency
const pound = 'GBP' as Currency

function compared(offer: string, before: bigint, after: bigint | undefined, currency = euro): Comparison {
  const state = after === undefined ? 'records_forgotten' : 'compared'
  return {
    offer,
    state,
    before: { minor: before, currency },
    ...(after === undefined ? {} : { after: { minor: after, currency } }),
  }
}

test('subscriptions of an account to one offer are one row, as far as they came out alike', () => {
  const account = { account: 'acct_1' as AccountId, name: 'Sample' }
  const rows = rowsOf(account, [
    compared('a', 1n, 2n),
    compared('b', 5n, 5n),
    compared('a', 10n, 7n),
    compared('a', 4n, undefined),
  ])
  expect(
    rows.map(({ offer, state, subscriptions, before, after }) => [offer, state, subscriptions, before.minor, after?.minor]),
  ).toEqual([
    ['a', 'compared', 2, 11n, 9n],
    ['b', 'compared', 1, 5n, 5n],
    ['a', 'records_forgotten', 1, 4n, undefined],
  ])
})

test('totals hold what is compared, count who pays more or less, and go together page by page', () => {
  const rows = [compared('a', 1n, 2n), compared('b', 5n, 3n), compared('c', 4n, undefined), compared('d', 7n, 7n, pound)]
  const expected = [
    { currency: 'EUR', before: 6n, after: 5n, more: 1, less: 1, same: 0, leftOut: 1 },
    { currency: 'GBP', before: 7n, after: 7n, more: 0, less: 0, same: 1, leftOut: 0 },
  ]
  expect(backtestTotals(rows)).toEqual(expected)
  expect(sumTotals(backtestTotals(rows.slice(0, 1)), backtestTotals(rows.slice(1)))).toEqual(expected)
})

describe('what was not counted', () => {
  const meterOf = (reading: string, where = ''): string =>
    `{ service: sample.use, record: ${reading}, aggregation: count, unit: unit${where} }`

  function cardOf(meter: string): RateCard {
    const parsed = parseCatalogue(`services: { sample.use: { name: Use, actions: [use, rest, stop] } }
meters: { used: ${meter} }
offers: { sample: { name: Sample, currency: EUR, prices: { price: { model: per_unit, name: Price, meter: used, unitPrice: "1" } } } }`)
    if (!parsed.ok) throw new Error(parsed.error.map(({ detail }) => detail).join('; '))
    const ids = { id: 'sub_1', account: 'acct_1', order: 'ord_1', offer: 'sample', catalogueVersion: 1 } as const
    return rateCard({ ...ids, zone: 'UTC' as RateCard['subscription']['zone'], fromMs: 0 }, parsed.value)
  }

  const [a, b] = [meterOf('reading, reading: a'), meterOf('reading, reading: b')]
  const [all, some, more] = [
    meterOf('performed'),
    meterOf('performed', ', where: { action: [use] }'),
    meterOf('performed', ', where: { action: [use, rest] }'),
  ]
  test.each<[string, readonly string[], string, readonly string[]]>([
    ['the same reading', [a], a, []],
    ['another reading', [a], b, ['price']],
    ['actions in the place of readings', [a], all, ['price']],
    ['some of all actions', [all], some, []],
    ['all of some actions', [some], all, ['price']],
    ['one action of two', [more], some, []],
    ['two actions of one', [some], more, ['price']],
    ['what only one of two versions counted', [a, b], a, ['price']],
  ])('%s', (_what, former, fresh, expected) => {
    expect(notCountedBy(former.map(cardOf), cardOf(fresh))).toEqual(expected)
  })
})
