import { parseCatalogue } from '@octroi/hub/catalogue/parse-catalogue'
import { type DraftInvoice, draftInvoice } from '@octroi/hub/invoicing/draft-invoice'
import { exactPrice } from '@octroi/hub/rating/exact-price'
import { type Proration, periodPart, prorate } from '@octroi/hub/rating/models/prorate'
import { rateCard } from '@octroi/hub/rating/rate-card'
import { formatAmount, roundToAmount } from '@octroi/shared/money/amount'
import type { Currency } from '@octroi/shared/money/currency'
import type { Zone } from '@octroi/shared/time/zone'
import { describe, expect, test } from 'vitest'
import { draftOfSubscription, draftOfUsage, draftsOfSubscription, readingMeter, sampleOffer } from '../kit/draft-of-usage.ts'

/** Figures of public tests of proration, spend minimums and discounts, transcribed from the sources that each group names. */
const utc = 'UTC' as Zone
const euro = 'EUR' as Currency
const at = (text: string): number => Date.parse(text)

const fee = (key: string, amount: string, more = ''): string =>
  `${key}: { model: flat, name: Fee, amount: "${amount}", every: month, timing: arrears${more} }`
const amounts = ({ lines }: DraftInvoice): readonly string[] => lines.map(({ amount }) => formatAmount(amount))

describe('proration', () => {
  test.each<[id: string, Proration, amount: string, period: [string, string], span: [string, string], expected: string]>([
    // flexprice/flexprice at e4b5303fde24: what is left of the month, the day of the change included.
    [
      'FLEX-PRO-3, the credit',
      'day',
      '50',
      ['2024-03-01T00:00:00Z', '2024-04-01T00:00:00Z'],
      ['2024-03-15T00:00:00Z', '2024-04-01T00:00:00Z'],
      '27.42',
    ],
    [
      'FLEX-PRO-3, the charge',
      'day',
      '100',
      ['2024-03-01T00:00:00Z', '2024-04-01T00:00:00Z'],
      ['2024-03-15T00:00:00Z', '2024-04-01T00:00:00Z'],
      '54.84',
    ],
    // Stripe's public documentation of prorations: half a cycle, to the second.
    [
      'STRIPE-PRO, the credit',
      'second',
      '10',
      ['2024-03-01T00:00:00Z', '2024-03-31T00:00:00Z'],
      ['2024-03-16T00:00:00Z', '2024-03-31T00:00:00Z'],
      '5.00',
    ],
    [
      'STRIPE-PRO, the charge',
      'second',
      '20',
      ['2024-03-01T00:00:00Z', '2024-03-31T00:00:00Z'],
      ['2024-03-16T00:00:00Z', '2024-03-31T00:00:00Z'],
      '10.00',
    ],
  ])('%s', (_id, how, amount, period, span, expected) => {
    const [of, taken] = [period, span].map(([from, until]) => ({ fromMs: at(from), untilMs: at(until) }))
    if (of === undefined || taken === undefined) throw new Error('both are there')
    const { exact } = prorate(exactPrice(amount), periodPart(utc, how, of, taken))
    expect(formatAmount(roundToAmount(exact, euro))).toBe(expected)
  })

  // getlago/lago-api at 1b1c24a6a6c3, upgrade_proration_spec.rb: a quarter, both days of the change billed.
  test('LAGO-PRORATE-UPGRADE', () => {
    const quarterly = 'plan: { model: flat, name: Plan, amount: "910", every: quarter, timing: arrears, proration: day }'
    const catalogue = sampleOffer({ prices: [quarterly], more: 'billing: { every: quarter, anchor: 15 }' })
    const subscription = { from: '2024-05-20T00:00:00Z', until: '2024-06-20T12:00:00Z', month: '2024-05' }
    const draft = draftOfSubscription(catalogue, subscription)
    expect([draft.period.fromMs, draft.period.untilMs]).toEqual([at('2024-04-15T00:00:00Z'), at('2024-07-15T00:00:00Z')])
    expect(amounts(draft)).toEqual(['320.00'])
  })

  // killbill/killbill at cb60779c1713, inAdvance/monthly/TestTrailingProRation.java: from the 17th of a month to the 25th of the next.
  test('KB-TRAIL: once, and 8 of 31 days', () => {
    const catalogue = sampleOffer({
      prices: ['plan: { model: flat, name: Plan, amount: "31", every: month, timing: advance, proration: day }'],
      more: 'billing: { every: month, starts: anniversary }',
    })
    const subscription = { from: '2010-06-17T00:00:00Z', until: '2010-07-25T00:00:00Z' }
    const drafts = ['2010-06', '2010-07', '2010-08'].flatMap((month) =>
      draftsOfSubscription(catalogue, { ...subscription, month }),
    )
    expect(drafts.map(({ period, lines }) => [period.name, lines.map(({ amount }) => formatAmount(amount))])).toEqual([
      ['2010-06-17', ['31.00']],
      ['2010-07-17', ['8.00']],
    ])
  })

  // getlago/lago-api at 1b1c24a6a6c3, free_trial_billing_spec.rb: in advance, with the end of the trial.
  test('LAGO-TRIAL: ten free days, then 17 of 31', () => {
    const catalogue = sampleOffer({
      prices: [
        'plan: { model: flat, name: Plan, amount: "50000", every: month, timing: advance, proration: day, trialDays: 10 }',
      ],
    })
    const from = '2024-03-05T12:12:00Z'
    const asked = (asOf: string): DraftInvoice => draftOfSubscription(catalogue, { from, month: '2024-03', asOf })
    expect(amounts(asked('2024-03-15T12:11:59Z'))).toEqual(['0.00'])
    expect(amounts(asked('2024-03-15T12:12:00Z'))).toEqual(['27419.35'])
    expect(amounts(draftOfSubscription(catalogue, { from, month: '2024-04' }))).toEqual(['50000.00'])
  })
})

describe('a spend minimum', () => {
  // getlago/lago-api at 1b1c24a6a6c3, commitments/minimum/in_arrears_spec.rb: the week and the year in which it begins.
  test.each([
    ['LAGO-COMMIT-weekly', 'week', '2023-02-01', '6428.57'],
    ['LAGO-COMMIT-yearly', 'year', '2022-02-01', '8235.61'],
  ])('%s', (_id, every, from, expected) => {
    const plan = `plan: { model: flat, name: Plan, amount: "1000", every: ${every}, timing: arrears, proration: day }`
    const catalogue = sampleOffer({ prices: [plan], more: `spend: { minimum: "10000" }, billing: { every: ${every} }` })
    const [, trueUp] = amounts(draftOfSubscription(catalogue, { from: `${from}T00:00:00Z`, month: from }))
    expect(trueUp).toBe(expected)
  })

  // getlago/lago-api at 1b1c24a6a6c3, spending_minimum_spec.rb: the fees of the month in which it ends, before VAT.
  test('LAGO-SPENDMIN-2: made up for by a line of its own, for 25 of 28 days', () => {
    const regions = [
      '{ name: europe, unitPrice: "20", where: { region: [europe] } }',
      '{ name: usa, unitPrice: "50", where: { region: [usa] } }',
      '{ name: rest, unitPrice: "0" }',
    ]
    const catalogue = parseCatalogue(
      sampleOffer({
        meters: [readingMeter('used', 'used', 'sum')],
        prices: [`charge: { model: per_unit, name: Charge, meter: used, bands: [${regions.join(', ')}] }`],
        more: 'spend: { minimum: "100" }',
      }),
      'command',
    )
    if (!catalogue.ok) throw new Error('the catalogue has faults')
    const ids = { id: 'sub_1', account: 'acct_1', order: 'ord_1', offer: 'sample', catalogueVersion: 1 } as const
    const span = { fromMs: at('2023-01-08T00:00:00Z'), untilMs: at('2023-02-25T12:00:00Z') }
    const card = rateCard({ ...ids, zone: utc, ...span }, catalogue.value)
    const period = { name: '2023-02', fromMs: at('2023-02-01T00:00:00Z'), untilMs: at('2023-03-01T00:00:00Z') }
    const line = {
      subscription: 'sub_1',
      price: 'charge',
      version: 1,
      periodFromMs: period.fromMs,
      quantity: 10n ** 9n,
      records: 1,
    } as const
    const aggregates = [
      { ...line, band: 'europe' },
      { ...line, band: 'usa' },
    ]
    const draft = draftInvoice({ card, period, aggregates, asOfMs: period.untilMs })
    expect(amounts(draft)).toEqual(['20.00', '50.00', '0.00', '19.29'])
    expect(formatAmount(draft.total)).toBe('89.29')
  })
})

describe('discounts', () => {
  const discounted = (amount: string, discount: string, currency: string) =>
    draftOfUsage(
      sampleOffer({ prices: [fee('plan', amount)], more: `discounts: { less: { name: Less, ${discount} } }`, currency }),
      [],
    )

  // flexprice/flexprice at e4b5303fde24, rounding_test.go.
  test.each([
    ['FLEX-DISC-2', '10.00', 'percent: "15.5"', 'USD', '8.45'],
    ['FLEX-DISC-5', '1000', 'percent: "33.333"', 'JPY', '667'],
    ['FLEX-DISC-CLAMP', '10.00', 'amount: "15.00"', 'USD', '0.00'],
  ])('%s', (_id, amount, discount, currency, expected) => {
    expect(amounts(discounted(amount, discount, currency))).toEqual([expected])
  })

  // getlago/lago-api at 1b1c24a6a6c3, taxes_on_invoice_spec.rb: 10 over four lines, before VAT.
  test('LAGO-TAXCOUPON, what is taken off each line', () => {
    const prices = [fee('plan', '100'), fee('fx', '50'), fee('cards', '30'), fee('more', '20')]
    const draft = draftOfUsage(sampleOffer({ prices, more: 'discounts: { less: { name: Less, amount: "10" } }' }), [])
    expect(amounts(draft)).toEqual(['95.00', '47.50', '28.50', '19.00'])
    expect(formatAmount(draft.total)).toBe('190.00')
  })
})
