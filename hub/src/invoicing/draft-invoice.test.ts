import { formatAmount } from '@octroi/shared/money/amount'
import { formatExact } from '@octroi/shared/money/decimal'
import { type Month, monthNamed } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'
import { describe, expect, test } from 'vitest'
import { parseCatalogue } from '../catalogue/parse-catalogue.ts'
import { rateCard } from '../rating/rate-card.ts'
import type { UsageAggregate } from '../rating/usage-aggregate.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { type DraftInvoice, draftInvoice } from './draft-invoice.ts'

const london = 'Europe/London' as Zone
const catalogue = parseCatalogue(`
services: { energy.supply: { name: Energy } }
meters:
  import: { service: energy.supply, record: reading, reading: energy, aggregation: sum, unit: Wh }
offers:
  supply:
    name: Two-band electricity
    currency: GBP
    prices:
      energy:
        model: per_unit
        name: Electricity
        meter: import
        unit: { name: kWh, size: "1000" }
        bands:
          - { name: peak, unitPrice: "0.2146", when: [{ days: [mon, tue, wed, thu, fri], from: "16:00", until: "20:00" }] }
          - { name: off-peak, unitPrice: "0.1176" }
      standing: { model: flat, name: Standing charge, amount: "0.2347", every: day, timing: arrears }
      fee: { model: flat, name: Account fee, amount: "1.50", every: month, timing: arrears }
`)
if (!catalogue.ok) throw new Error('the catalogue has faults')

const wh = 10n ** 9n

const tiered = parseCatalogue(`
services: { energy.supply: { name: Energy } }
meters:
  import: { service: energy.supply, record: reading, reading: energy, aggregation: sum, unit: Wh }
offers:
  supply:
    name: Capped electricity
    currency: EUR
    prices:
      energy:
        model: per_unit
        name: Electricity
        meter: import
        maximum: "10"
        bands:
          - { name: peak, unitPrice: "2", when: [{ from: "16:00", until: "18:00" }] }
          - { name: shoulder, unitPrice: "1", when: [{ from: "14:00", until: "22:00" }] }
          - { name: night, unitPrice: "1" }
      calls:
        model: graduated
        name: Calls
        meter: import
        tiers: [{ upTo: "5", unitPrice: "0.015", flatFee: "1.5" }, { unitPrice: "0.01" }]
`)
if (!tiered.ok) throw new Error('the catalogue has faults')

function tieredDraft(quantities: Readonly<Record<string, bigint>>, asOf = '2020-01-01T00:00:00Z'): DraftInvoice {
  const period = month('2013-01')
  const aggregates = Object.entries(quantities).map(([key, quantity]): UsageAggregate => {
    const [price = '', band = ''] = key.split(' ')
    return { subscription: 'sub_1', price, version: 1, band, periodFromMs: period.fromMs, quantity, records: 1 }
  })
  const card = rateCard(subscription, tiered.ok ? tiered.value : (undefined as never))
  return draftInvoice({ card, period, aggregates, asOfMs: Date.parse(asOf) })
}
const subscription: Subscription = {
  id: 'sub_1',
  account: 'acct_1',
  order: 'ord_1',
  offer: 'supply',
  catalogueVersion: 1,
  zone: london,
  fromMs: Date.parse('2013-01-01T00:00:00Z'),
}

const month = (name: string): Month => monthNamed(london, name) as Month

function draft(
  name: string,
  {
    quantities = {},
    asOf = '2020-01-01T00:00:00Z',
    ...changes
  }: Partial<Subscription> & { quantities?: Record<string, bigint>; asOf?: string } = {},
): DraftInvoice {
  const period = month(name)
  const aggregates = Object.entries(quantities).map(
    ([band, quantity]): UsageAggregate => ({
      subscription: 'sub_1',
      price: 'energy',
      version: 1,
      band,
      periodFromMs: period.fromMs,
      quantity,
      records: 1,
    }),
  )
  const card = rateCard({ ...subscription, ...changes }, catalogue.ok ? catalogue.value : (undefined as never))
  return draftInvoice({ card, period, aggregates, asOfMs: Date.parse(asOf) })
}

const lines = ({ lines: all }: DraftInvoice): string[] =>
  all.map(
    ({ name, band, exact, amount }) =>
      `${name}${band === undefined ? '' : ` ${band}`}: ${formatExact(exact)} -> ${formatAmount(amount)}`,
  )

/**
 * A hand calculation. January 2013 of household MAC000002 (SmartMeter Energy Consumption Data in London Households, UK
 * Power Networks, London Datastore, CC BY 4.0): 1,488 half hours, of which 184 lie on weekdays from 16:00 to 20:00 and
 * hold 65.755 kWh; the other 1,304 hold 294.1130001 kWh; together 359.8680001 kWh.
 *   65.755      x 0.2146 = 14.111023          -> 14.11
 *   294.1130001 x 0.1176 = 34.58768881176     -> 34.59
 *   31 days     x 0.2347 =  7.2757            ->  7.28
 *   1 month     x 1.50   =  1.50              ->  1.50
 */
test('the London month, calculated by hand', () => {
  const invoice = draft('2013-01', { quantities: { peak: 65_755n * wh, 'off-peak': 2_941_130_001n * (wh / 10_000n) } })
  expect(lines(invoice)).toEqual([
    'Electricity peak: 14.111023 -> 14.11',
    'Electricity off-peak: 34.58768881176 -> 34.59',
    'Standing charge: 7.2757 -> 7.28',
    'Account fee: 1.5 -> 1.50',
  ])
  expect(formatAmount(invoice.total)).toBe('57.48')
})

test('each line is rounded once, half away from zero', () => {
  // 0.5 kWh x 0.1176 = 0.0588; 2.5 Wh x 0.2146 / 1000 = 0.0005365
  expect(lines(draft('2013-01', { quantities: { peak: (wh * 5n) / 2n, 'off-peak': 500n * wh } })).slice(0, 2)).toEqual([
    'Electricity peak: 0.0005365 -> 0.00',
    'Electricity off-peak: 0.0588 -> 0.06',
  ])
})

test('a line stands for every band, also one without use', () => {
  expect(lines(draft('2013-01')).slice(0, 2)).toEqual(['Electricity peak: 0 -> 0.00', 'Electricity off-peak: 0 -> 0.00'])
})

describe('a daily charge counts local days', () => {
  const days = (invoice: DraftInvoice): string | undefined =>
    invoice.lines.find(({ name }) => name === 'Standing charge')?.explanation[0]?.split(' × ')[0]

  test.each<[string, string, Parameters<typeof draft>[1], string]>([
    ['a whole month', '2013-01', {}, '31 days'],
    ['February', '2013-02', {}, '28 days'],
    ['a month with a day of 23 hours', '2013-03', {}, '31 days'],
    ['a month with a day of 25 hours', '2013-10', {}, '31 days'],
    [
      'from the day the subscription begins, though late in it',
      '2013-01',
      { fromMs: Date.parse('2013-01-30T23:59:00Z') },
      '2 days',
    ],
    ['to the day it ends', '2013-01', { untilMs: Date.parse('2013-01-10T00:00:01Z') }, '10 days'],
    ['not the day that begins as it ends', '2013-01', { untilMs: Date.parse('2013-01-10T00:00:00Z') }, '9 days'],
    ['only days that have begun', '2013-01', { asOf: '2013-01-05T00:00:01Z' }, '5 days'],
    ['none before the month', '2013-01', { asOf: '2012-12-31T00:00:00Z' }, '0 days'],
  ])('%s', (_what, name, changes, expected) => {
    expect(days(draft(name, changes))).toBe(expected)
  })
})

test.each([
  ['once a month', '2020-01-01T00:00:00Z', '1 month × 1.5 = 1.5'],
  ['not before the month begins', '2012-12-31T00:00:00Z', '0 months × 1.5 = 0'],
])('a monthly fee falls due %s', (_what, asOf, explanation) => {
  expect(draft('2013-01', { asOf }).lines.at(-1)?.explanation).toEqual([explanation])
})

test('the lines sum to the total', () => {
  const invoice = draft('2013-03', { quantities: { peak: 123_456n * wh, 'off-peak': 7n } })
  expect(invoice.lines.reduce((sum, { amount }) => sum + amount.minor, 0n)).toBe(invoice.total.minor)
})

describe('a price that looks at the whole month', () => {
  test('is capped as a whole: its lines sum to the maximum, the odd cent with the first of the largest remainders', () => {
    // 10 + 5 + 5 = 20, halved; then a third each.
    expect(
      lines(tieredDraft({ 'energy peak': 5n * wh, 'energy shoulder': 5n * wh, 'energy night': 5n * wh })).slice(0, 3),
    ).toEqual(['Electricity peak: 5 -> 5.00', 'Electricity shoulder: 2.5 -> 2.50', 'Electricity night: 2.5 -> 2.50'])
    expect(
      lines(tieredDraft({ 'energy peak': 5n * wh, 'energy shoulder': 10n * wh, 'energy night': 10n * wh })).slice(0, 3),
    ).toEqual(['Electricity peak: 10/3 -> 3.34', 'Electricity shoulder: 10/3 -> 3.33', 'Electricity night: 10/3 -> 3.33'])
  })

  test('shows no unit price, as its explanation has several steps', () => {
    const [capped, , , calls] = tieredDraft({ 'calls all': 7n * wh }).lines
    expect([capped?.unitPrice, calls?.unitPrice]).toEqual([undefined, undefined])
    expect(calls?.explanation).toEqual([
      'up to 5: 5 Wh × 0.015 = 0.075',
      'up to 5: flat fee 1.5',
      'above 5: 2 Wh × 0.01 = 0.02',
      '0.075 + 1.5 + 0.02 = 1.595',
    ])
    expect(lines(tieredDraft({ 'calls all': 7n * wh })).at(-1)).toBe('Calls: 1.595 -> 1.60')
  })

  test.each([
    ['asks the first fee of a month that runs', '2013-01-01T00:00:01Z', 'Calls: 1.5 -> 1.50'],
    ['and nothing of one that has not begun', '2012-12-31T00:00:00Z', 'Calls: 0 -> 0.00'],
  ])('%s', (_what, asOf, expected) => {
    expect(lines(tieredDraft({}, asOf)).at(-1)).toBe(expected)
  })
})
