import { parseCatalogue } from '@octroi/hub/catalogue/parse-catalogue'
import type { DraftInvoice } from '@octroi/hub/invoicing/draft-invoice'
import { formatAmount } from '@octroi/shared/money/amount'
import { formatExact } from '@octroi/shared/money/decimal'
import { describe, expect, test } from 'vitest'
import { draftOfSubscription, draftOfUsage, draftsOfSubscription, readingMeter, sampleOffer } from '../kit/draft-of-usage.ts'

const fee = (rest: string, amount = '120'): string => `fee: { model: flat, name: Fee, amount: "${amount}", ${rest} }`
const offer = (prices: readonly string[], more = ''): string => sampleOffer({ prices, more })
/** `2026-01-31 12/31: 10.00` */
const told = ({ period, lines }: DraftInvoice): string =>
  `${period.name}: ${lines.map(({ quantity, unit, amount }) => `${formatExact(quantity)} ${unit} ${formatAmount(amount)}`).join(', ')}`
const said = ({ lines }: DraftInvoice): readonly string[] => lines.flatMap(({ explanation }) => explanation)

describe('the bills of a month are those of the periods that begin in it', () => {
  const monthly = fee('every: month, timing: arrears, proration: day', '31')
  test.each<[string, string, { from: string; until?: string; month: string }, string[]]>([
    ['the month', '', { from: '2026-01-01T00:00:00Z', month: '2026-03' }, ['2026-03']],
    ['the month it begins in', '', { from: '2026-03-15T10:00:00Z', month: '2026-03' }, ['2026-03']],
    ['none before', '', { from: '2026-03-15T10:00:00Z', month: '2026-02' }, []],
    ['none after the end', '', { from: '2026-01-01T00:00:00Z', until: '2026-03-01T00:00:00Z', month: '2026-03' }, []],
    [
      'weeks from Monday',
      'billing: { every: week }',
      { from: '2026-03-01T00:00:00Z', month: '2026-03' },
      // The first week began in February, and its bill with the subscription on a Sunday.
      ['2026-03-01', '2026-03-02', '2026-03-09', '2026-03-16', '2026-03-23', '2026-03-30'],
    ],
    [
      'weeks from the day it begins',
      'billing: { every: week, starts: anniversary }',
      { from: '2026-03-04T10:00:00Z', month: '2026-03' },
      ['2026-03-04', '2026-03-11', '2026-03-18', '2026-03-25'],
    ],
    [
      'from an anchor',
      'billing: { anchor: 15 }',
      { from: '2026-01-01T00:00:00Z', month: '2026-01' },
      ['2026-01-01', '2026-01-15'],
    ],
    [
      'an anniversary on the 31st in February',
      'billing: { starts: anniversary }',
      { from: '2026-01-31T10:00:00Z', month: '2026-02' },
      ['2026-02-28'],
    ],
    ['a quarter that begins', 'billing: { every: quarter }', { from: '2026-01-01T00:00:00Z', month: '2026-04' }, ['2026-04-01']],
    ['a quarter that runs', 'billing: { every: quarter }', { from: '2026-01-01T00:00:00Z', month: '2026-05' }, []],
    [
      'a year',
      'billing: { every: year, starts: anniversary }',
      { from: '2026-05-20T00:00:00Z', month: '2027-05' },
      ['2027-05-20'],
    ],
    ['a year that was begun', 'billing: { every: year }', { from: '2026-05-20T00:00:00Z', month: '2026-05' }, ['2026-05-20']],
    ['one by its first day', 'billing: { every: week }', { from: '2026-01-01T00:00:00Z', month: '2026-03-09' }, ['2026-03-09']],
    ['none by another day', 'billing: { every: week }', { from: '2026-01-01T00:00:00Z', month: '2026-03-10' }, []],
  ])('%s', (_what, billing, subscription, expected) => {
    expect(draftsOfSubscription(offer([monthly], billing), subscription).map(({ period }) => period.name)).toEqual(expected)
  })
})

describe('a fee in advance', () => {
  const yearly = 'every: year, timing: advance, proration: day, starts: anniversary'

  test('is on the bill in whose period its time begins', () => {
    const at = (month: string): string => told(draftOfSubscription(offer([fee(yearly)]), { from: '2026-03-15T10:00:00Z', month }))
    expect(['2026-03', '2026-04', '2027-02', '2027-03'].map(at)).toEqual([
      '2026-03: 1 year 120.00',
      '2026-04: 0 year 0.00',
      '2027-02: 0 year 0.00',
      '2027-03: 1 year 120.00',
    ])
  })

  test('says for which time it is', () => {
    const draft = draftOfSubscription(offer([fee(yearly)]), { from: '2026-03-15T10:00:00Z', month: '2026-03' })
    expect(said(draft)).toEqual(['in advance for 2026-03-15 through 2027-03-14', '1 year × 120 = 120'])
  })

  test.each([
    ['not before', '2026-03-15T09:59:59Z', '2026-03: 0 year 0.00'],
    ['at once', '2026-03-15T10:00:00Z', '2026-03: 1 year 120.00'],
  ])('falls due with its beginning: %s', (_what, asOf, expected) => {
    expect(told(draftOfSubscription(offer([fee(yearly)]), { from: '2026-03-15T10:00:00Z', month: '2026-03', asOf }))).toBe(
      expected,
    )
  })

  test('is given back as far as it was not used, on the bill of the end, and the bill of its beginning stays', () => {
    const from = '2026-01-01T00:00:00Z'
    const catalogue = offer([fee(yearly, '365')])
    const at = (month: string, until?: string): DraftInvoice =>
      draftOfSubscription(catalogue, { from, month, ...(until === undefined ? {} : { until }) })
    expect(told(at('2026-01', '2026-06-30T12:00:00Z'))).toBe(told(at('2026-01')))
    // 181 days are used, the last one in part: 184 are not.
    const last = at('2026-06', '2026-06-30T12:00:00Z')
    expect(told(last)).toBe('2026-06: -1 year -184.00')
    expect(said(last)).toEqual(['asked in advance and not used after 2026-06-30', '-365 × 184 of 365 days = -184'])
  })

  test('gives back no more than was asked under a discount', () => {
    const catalogue = offer([fee(yearly, '365')], 'discounts: { first: { name: Half, percent: "50", periods: 1 } }')
    const subscription = { from: '2026-01-01T00:00:00Z', until: '2026-07-01T00:00:00Z' }
    expect(told(draftOfSubscription(catalogue, { ...subscription, month: '2026-01' }))).toBe('2026-01: 1 year 182.50')
    expect(told(draftOfSubscription(catalogue, { ...subscription, month: '2026-06' }))).toBe('2026-06: -1 year -92.00')
  })

  test('gives back beside a spend minimum, which does not make up for it', () => {
    const catalogue = offer([fee(yearly, '365')], 'spend: { minimum: "30" }')
    const draft = draftOfSubscription(catalogue, {
      from: '2026-01-01T00:00:00Z',
      until: '2026-06-16T00:00:00Z',
      month: '2026-06',
    })
    // 15 of 30 days of the minimum, and 199 days given back.
    expect(told(draft)).toBe('2026-06: -1 year -199.00, 1 fee 15.00')
  })

  test.each([
    ['a spend maximum', 'spend: { maximum: "100" }', '`spend` maximum'],
    ['an amount off', 'discounts: { less: { name: Less, amount: "1" } }', '`amount` off, as `less` takes'],
  ])('is refused beside %s where it may be given back', (_what, more, what) => {
    const refused = parseCatalogue(offer([fee(yearly)], more))
    expect(!refused.ok && refused.error.map(({ path, detail }) => [path, detail.includes(what)])).toEqual([
      ['offers.sample.prices.fee.timing', true],
    ])
    for (const kept of [
      'every: month, timing: advance, proration: day',
      'every: year, timing: advance',
      yearly.replace('advance', 'arrears'),
    ]) {
      expect(parseCatalogue(offer([fee(kept)], more)).ok).toBe(true)
    }
  })

  test.each([
    ['whole where it is not divided', '', '2026-06: 0 year 0.00'],
    ['by seconds', ', proration: second', '2026-06: -1 year -184.50'],
  ])('what is not used is given back %s', (_what, proration, expected) => {
    const catalogue = offer([fee(`every: year, timing: advance, starts: anniversary${proration}`, '365')])
    const subscription = { from: '2026-01-01T00:00:00Z', until: '2026-06-30T12:00:00Z', month: '2026-06' }
    expect(told(draftOfSubscription(catalogue, subscription))).toBe(expected)
  })

  test('asks only its part where the end lies on the same bill', () => {
    const catalogue = offer([fee('every: month, timing: advance, proration: day', '31')])
    const subscription = { from: '2026-01-05T00:00:00Z', until: '2026-01-15T00:00:00Z', month: '2026-01' }
    expect(told(draftOfSubscription(catalogue, subscription))).toBe('2026-01: 1 month 10.00')
  })

  test('of every day asks all days of the period with its beginning', () => {
    const catalogue = offer([fee('every: day, timing: advance', '1')])
    const draft = draftOfSubscription(catalogue, { from: '2026-01-05T10:00:00Z', month: '2026-01', asOf: '2026-01-05T10:00:00Z' })
    expect(told(draft)).toBe('2026-01: 27 day 27.00')
  })
})

describe('a fee in arrears', () => {
  test('of a year is on the monthly bill in which the year ends, or the subscription', () => {
    const catalogue = offer([fee('every: year, timing: arrears, proration: day, starts: anniversary', '365')])
    const from = '2026-03-15T10:00:00Z'
    const at = (month: string, until?: string): string =>
      told(draftOfSubscription(catalogue, { from, month, ...(until === undefined ? {} : { until }) }))
    expect(['2026-03', '2027-02', '2027-03', '2028-03'].map((month) => at(month))).toEqual([
      '2026-03: 0 year 0.00',
      '2027-02: 0 year 0.00',
      '2027-03: 1 year 365.00',
      '2028-03: 1 year 365.00',
    ])
    expect(at('2026-04', '2026-04-14T00:00:00Z')).toBe('2026-04: 1 year 30.00')
  })

  test.each(['arrears', 'advance'])('of a month is on a yearly bill twelve times, in %s', (timing) => {
    const catalogue = offer([fee(`every: month, timing: ${timing}`, '10')], 'billing: { every: year }')
    expect(told(draftOfSubscription(catalogue, { from: '2025-01-01T00:00:00Z', month: '2026-01' }))).toBe(
      '2026-01-01: 12 month 120.00',
    )
  })

  test('of a month that is begun or ended within a yearly bill: whole ones together, each part by itself', () => {
    const catalogue = offer([fee('every: month, timing: arrears, proration: day', '31')], 'billing: { every: year }')
    const draft = draftOfSubscription(catalogue, {
      from: '2026-01-22T00:00:00Z',
      until: '2026-04-11T00:00:00Z',
      month: '2026-01',
    })
    expect(told(draft)).toBe('2026-01-22: 4 month 82.33')
    expect(said(draft)).toEqual([
      'for 2026-01-22 through 2026-04-10',
      '2 months × 31 = 62',
      '31 × 10 of 31 days = 10',
      '31 × 10 of 30 days = 31/3',
      '62 + 10 + 31/3 = 247/3',
    ])
  })

  test('of a week is on the monthly bills in which the weeks end', () => {
    const catalogue = offer([fee('every: week, timing: arrears', '7')])
    const at = (month: string): string => told(draftOfSubscription(catalogue, { from: '2026-01-01T00:00:00Z', month }))
    // Sundays of January, February and March 2026.
    expect(['2026-01', '2026-02', '2026-03'].map(at)).toEqual([
      '2026-01: 4 week 28.00',
      '2026-02: 4 week 28.00',
      '2026-03: 5 week 35.00',
    ])
  })
})

describe('a minimum term', () => {
  const subscription = { from: '2026-01-15T10:00:00Z', until: '2026-03-10T00:00:00Z' }
  const catalogue = (rest: string): string => offer([fee(rest, '31')], 'minimumTerm: { months: 6 }')

  test('asks fees to its end, and says why', () => {
    const monthly = catalogue('every: month, timing: arrears, proration: day')
    const at = (month: string): DraftInvoice => draftOfSubscription(monthly, { ...subscription, month })
    expect(['2026-02', '2026-03', '2026-06', '2026-07'].map((month) => told(at(month)))).toEqual([
      '2026-02: 1 month 31.00',
      '2026-03: 1 month 31.00',
      '2026-06: 1 month 31.00',
      '2026-07: 1 month 14.00',
    ])
    expect(said(at('2026-04'))[0]).toBe('asked beyond the end of the subscription: the minimum term is 6 months')
    expect(said(at('2026-02'))).toEqual(['1 month × 31 = 31'])
    expect(draftsOfSubscription(monthly, { ...subscription, month: '2026-08' })).toEqual([])
  })

  test.each([
    ['every: day, timing: arrears', '2026-07: 14 day 434.00'],
    ['every: once, timing: arrears', '2026-07: 0 fee 0.00'],
    ['every: year, timing: advance, proration: day, starts: anniversary', '2026-07: -1 year -15.63'],
  ])('of a fee of %s', (rest, expected) => {
    expect(told(draftOfSubscription(catalogue(rest), { ...subscription, month: '2026-07' }))).toBe(expected)
  })

  test('is not the reason for what is asked in advance before an end that no bill knows', () => {
    const yearly = catalogue('every: year, timing: advance, proration: day, starts: anniversary')
    const first = draftOfSubscription(yearly, { ...subscription, until: '2026-09-01T00:00:00Z', month: '2026-01' })
    expect(said(first)).toEqual(['in advance for 2026-01-15 through 2027-01-14', '1 year × 31 = 31'])
  })

  test('changes nothing while the subscription goes on', () => {
    const monthly = catalogue('every: month, timing: arrears, proration: day')
    expect(said(draftOfSubscription(monthly, { from: subscription.from, month: '2026-07' }))).toEqual(['1 month × 31 = 31'])
  })
})

describe('of a period', () => {
  const used = { meters: [readingMeter('used', 'used', 'sum')] }
  const read = (day: string, quantity: string): object => ({
    meter: 'used',
    start: `${day}T00:00:00Z`,
    end: `${day}T12:00:00Z`,
    quantity,
  })

  test.each([
    ['a month', '', '2'],
    ['weeks', 'billing: { every: week }', '0'],
  ])('what is included: %s', (_what, more, expected) => {
    const prices = ['use: { model: per_unit, name: Use, meter: used, unitPrice: "1", includedQuantity: "4" }']
    const draft = draftOfUsage(sampleOffer({ ...used, prices, more }), [read('2026-01-01', '3'), read('2026-01-08', '3')])
    expect(formatExact(draft.lines[0]?.exact ?? { n: -1n, d: 1n })).toBe(expected)
  })

  test.each([
    ['whole', '', '0', '6 unit less 6 included = 0 unit'],
    ['by days', ', includedProration: day', '1', '6 unit less 5 included (10 of 31 days) = 1 unit'],
  ])('what is included of a part of it: %s', (_what, more, expected, explained) => {
    const prices = [`use: { model: per_unit, name: Use, meter: used, unitPrice: "1", includedQuantity: "15.5"${more} }`]
    const lines = draftOfUsage(sampleOffer({ ...used, prices }), [read('2026-01-25', '6')], '2026-01', '2026-01-22').lines
    expect(lines.map(({ exact, explanation }) => [formatExact(exact), explanation[0]])).toEqual([[expected, explained]])
  })

  test.each([
    ['month', '11.00'],
    ['day', '18.00'],
  ])('the most in each %s of a yearly bill', (window, expected) => {
    const meters = [readingMeter('peak', 'peak', 'max', `window: ${window}`)]
    const prices = ['peak: { model: per_unit, name: Peak, meter: peak, unitPrice: "1" }']
    const told = [read('2026-01-05', '4'), read('2026-01-06', '6'), read('2026-02-06', '5'), read('2026-02-07', '3')]
    const draft = draftOfUsage(
      sampleOffer({ meters, prices, more: 'billing: { every: year }' }),
      told.map((each) => ({ ...each, meter: 'peak' })),
    )
    expect(formatAmount(draft.total)).toBe(expected)
  })

  test.each([
    ['months: 1', ['50.00', '50.00', '100.00']],
    ['periods: 1', ['50.00', '100.00', '100.00']],
    ['periods: 2', ['50.00', '50.00', '100.00']],
  ])('a discount for %s', (lasting, expected) => {
    const catalogue = offer(
      [
        fee('every: quarter, timing: arrears', '0'),
        'plan: { model: flat, name: Plan, amount: "100", every: week, timing: advance }',
      ],
      `billing: { every: week, starts: anniversary }, discounts: { less: { name: Less, percent: "50", ${lasting} } }`,
    )
    const at = (day: string): string =>
      formatAmount(draftOfSubscription(catalogue, { from: '2026-02-01T00:00:00Z', month: day }).total)
    expect(['2026-02-01', '2026-02-08', '2026-03-01'].map(at)).toEqual(expected)
  })
})
