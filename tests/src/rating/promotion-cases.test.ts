import type { DraftInvoice } from '@octroi/hub/invoicing/draft-invoice'
import { formatAmount } from '@octroi/shared/money/amount'
import { describe, expect, test } from 'vitest'
import { draftOfUsage, readingMeter, type SampleOffer, sampleOffer } from '../kit/draft-of-usage.ts'

/** Figures of public tests of coupons and credits, transcribed from the sources that each group names. */
interface Promised {
  readonly coupon?: string
  readonly credit?: string
}

function drafts(catalogue: string, quantity: string, promised: Promised, months: readonly string[] = ['2026-01']) {
  const reading = { meter: 'used', start: '2026-01-05T10:00:00Z', end: '2026-01-05T11:00:00Z', quantity }
  return months.map((month) => draftOfUsage(catalogue, [reading], month, promised))
}

const used = [readingMeter('used', 'used', 'sum')]
const amounts = ({ lines }: DraftInvoice): readonly string[] => lines.map(({ amount }) => formatAmount(amount))
const fee = (key: string, amount: string, more = ''): string =>
  `${key}: { model: flat, name: Fee, amount: "${amount}", every: month, timing: arrears${more} }`
const withCoupon = (offer: SampleOffer, coupon: string): string =>
  `${sampleOffer({ meters: used, ...offer })}coupons: { sample: { name: Sample, codes: [SAMPLE], ${coupon} } }\n`

describe('coupons', () => {
  // getlago/lago-api at 1b1c24a6a6c3, taxes_on_invoice_spec.rb: 10 over four fees before tax, the true-up among them.
  test('LAGO-TAXCOUPON: shared by all lines, also the one that makes up for a minimum', () => {
    const prices = [fee('plan', '100'), fee('fx', '50'), fee('cards', '30')]
    const catalogue = withCoupon({ prices, more: 'spend: { minimum: "200" }' }, 'amount: "10", currency: EUR')
    const [draft] = drafts(catalogue, '0', { coupon: 'sample' })
    expect(draft && [amounts(draft), formatAmount(draft.total)]).toEqual([['95.00', '47.50', '28.50', '19.00'], '190.00'])
  })

  // The same repository: a coupon of an amount that is given once is used until nothing is left of it.
  test('an amount for one period keeps what a bill leaves of it', () => {
    const catalogue = withCoupon({ prices: [fee('plan', '30')] }, 'amount: "70", currency: EUR, periods: 1')
    const months = ['2026-01', '2026-02', '2026-03', '2026-04']
    expect(drafts(catalogue, '0', { coupon: 'SAMPLE' }, months).map(({ total }) => formatAmount(total))).toEqual([
      '0.00',
      '0.00',
      '20.00',
      '30.00',
    ])
  })

  test('of three months are of these months alone', () => {
    const catalogue = withCoupon({ prices: [fee('plan', '30')] }, 'amount: "70", currency: EUR, periods: 2')
    const totals = drafts(catalogue, '0', { coupon: 'SAMPLE' }, ['2026-01', '2026-02', '2026-03'])
    expect(totals.map(({ total }) => formatAmount(total))).toEqual(['0.00', '0.00', '30.00'])
  })
})

// openmeterio/openmeter at 7e57a394a028, credits_test.go.
describe('credits', () => {
  const tiers =
    'tiers: [{ upTo: "5", unitPrice: "0", flatFee: "100" }, { upTo: "10", unitPrice: "0", flatFee: "50" }, { unitPrice: "1" }]'
  const price = (more = ''): string => `use: { model: graduated, name: Use, meter: used, ${tiers}${more} }`

  test.each([
    ['OM-CREDIT-1', '15', '150', '', ['155.00', '-150.00'], '5.00'],
    ['OM-CREDIT-4', '10', '175', ', minimum: "200"', ['200.00', '-175.00'], '25.00'],
    ['credit beyond the bill', '15', '1000', '', ['155.00', '-155.00'], '0.00'],
  ])('%s', (_id, quantity, credit, more, lines, total) => {
    const [draft] = drafts(sampleOffer({ meters: used, prices: [price(more)] }), quantity, { credit })
    expect(draft && [amounts(draft), formatAmount(draft.total)]).toEqual([lines, total])
  })

  test('come after coupons, and what a bill leaves of them is there for the next', () => {
    const catalogue = withCoupon({ prices: [fee('plan', '30')] }, 'percent: "10"')
    const found = drafts(catalogue, '0', { coupon: 'SAMPLE', credit: '40' }, ['2026-01', '2026-02'])
    expect(found.map(amounts)).toEqual([
      ['27.00', '-27.00'],
      ['27.00', '-13.00'],
    ])
  })
})
