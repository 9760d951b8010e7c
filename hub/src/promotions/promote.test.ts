import { formatAmount, parseAmount } from '@octroi/shared/money/amount'
import type { Currency } from '@octroi/shared/money/currency'
import { rational } from '@octroi/shared/money/rational'
import { monthNamed } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'
import { describe, expect, test } from 'vitest'
import type { DraftInvoice } from '../invoicing/draft-invoice.ts'
import { exactOf } from '../rating/exact-of.ts'
import type { Credit } from './credit.ts'
import { type Promotions, promote, type Used } from './promote.ts'
import type { Redemption } from './redemption.ts'

const [utc, euro] = ['UTC' as Zone, 'EUR' as Currency]
const at = (text: string): number => Date.parse(text)

function draft(month: string, amount: string): DraftInvoice {
  const [period, total] = [monthNamed(utc, month), parseAmount(amount, euro)]
  if (period === undefined || total === undefined) throw new Error('the sample is sound')
  const ids = { id: 'sub_1', account: 'acct_1', order: 'ord_1', offer: 'sample', catalogueVersion: 1 } as const
  const told = { price: 'fee', version: 1, name: 'Fee', unit: 'month', quantity: rational(1n), explanation: [] }
  return {
    subscription: { ...ids, zone: utc, fromMs: at('2026-01-01T00:00:00Z') },
    ...{ offerName: 'Sample', period, total, cycle: { zone: utc, every: 'month', anchor: { year: 1970, month: 1, day: 1 } } },
    lines: [{ ...told, exact: exactOf(total), amount: total }],
  }
}

const spring: Redemption = {
  ...{ coupon: 'spring', nth: 1, code: 'SPRING26', account: 'acct_1', subscription: 'sub_1', catalogueVersion: 1 },
  terms: { name: 'Spring', percent: '10' },
  ...{ fromMs: at('2026-03-10T00:00:00Z'), redeemedAtMs: at('2026-03-10T00:00:00Z') },
}
const credit: Credit = {
  ...{ id: 'crd_1', account: 'acct_1', amount: { minor: 1000n, currency: euro }, priority: 0 },
  grantedAtMs: at('2026-03-10T00:00:00Z'),
}

/** What each month comes to, one bill after the other. */
function totals(amounts: Readonly<Record<string, string>>, promotions: Partial<Promotions>): readonly string[] {
  let used: Used = new Map()
  return Object.entries(amounts).map(([month, amount]) => {
    const done = promote(draft(month, amount), { redemptions: [], credits: [], ...promotions }, used)
    used = done.used
    return formatAmount(done.draft.total)
  })
}

const year = { '2026-02': '30.00', '2026-03': '30.00', '2026-04': '30.00', '2026-05': '30.00' }

describe('a coupon', () => {
  test.each<[string, Redemption['terms'], readonly string[]]>([
    ['for ever, from its month on', { name: 'S', percent: '10' }, ['30.00', '27.00', '27.00', '27.00']],
    ['for two periods', { name: 'S', percent: '10', periods: 2 }, ['30.00', '27.00', '27.00', '30.00']],
    ['of an amount, of each period', { name: 'S', amount: '40', currency: euro, periods: 2 }, ['30.00', '0.00', '0.00', '30.00']],
    [
      'of an amount for one period, until it is used',
      { name: 'S', amount: '70', currency: euro, periods: 1 },
      ['30.00', '0.00', '0.00', '20.00'],
    ],
    [
      'of another currency: nothing',
      { name: 'S', amount: '40', currency: 'USD' as Currency },
      ['30.00', '30.00', '30.00', '30.00'],
    ],
    [
      'for a price that the bill has not: nothing',
      { name: 'S', percent: '10', prices: ['x'] },
      ['30.00', '30.00', '30.00', '30.00'],
    ],
  ])('%s', (_what, terms, expected) => {
    expect(totals(year, { redemptions: [{ ...spring, terms }] })).toEqual(expected)
  })

  test('goes off what those before it left', () => {
    const half = { ...spring, coupon: 'half', terms: { name: 'Half', percent: '50' } }
    const ten = { ...spring, terms: { name: 'Ten', amount: '10', currency: euro } }
    expect(totals({ '2026-03': '30.00' }, { redemptions: [half, ten] })).toEqual(['5.00'])
    expect(totals({ '2026-03': '30.00' }, { redemptions: [ten, half] })).toEqual(['10.00'])
  })

  test('of another subscription stays there', () => {
    expect(totals({ '2026-03': '30.00' }, { redemptions: [{ ...spring, subscription: 'sub_2' }] })).toEqual(['30.00'])
  })
})

describe('promotional credit', () => {
  test('is used from the month on in which it was granted, and never more than a bill', () => {
    const amounts = { '2026-02': '4.00', '2026-03': '4.00', '2026-04': '-1.00', '2026-05': '4.00', '2026-06': '4.00' }
    expect(totals(amounts, { credits: [credit] })).toEqual(['4.00', '0.00', '-1.00', '0.00', '2.00'])
  })

  test('is used after coupons', () => {
    expect(totals({ '2026-03': '30.00' }, { redemptions: [spring], credits: [credit] })).toEqual(['17.00'])
  })

  test('serves every month that begins before it expires', () => {
    const expiring = { ...credit, expiresAtMs: at('2026-04-01T00:00:00Z') }
    expect(totals({ '2026-03': '4.00', '2026-04': '4.00' }, { credits: [expiring] })).toEqual(['0.00', '4.00'])
  })

  test('goes by priority, then by the end that comes first, then by age, and says so on a line of its own', () => {
    const old = { ...credit, id: 'crd_2', grantedAtMs: at('2026-02-10T00:00:00Z'), reason: 'Old' } as const
    const ending = { ...credit, id: 'crd_3', expiresAtMs: at('2027-01-01T00:00:00Z'), reason: 'Ending' } as const
    const first = { ...credit, id: 'crd_4', priority: -1, reason: 'First' } as const
    const { draft: billed } = promote(draft('2026-03', '35.00'), { redemptions: [], credits: [credit, old, ending, first] })
    const line = billed.lines.at(-1)
    expect(line).toMatchObject({ price: 'promotional-credit', quantity: rational(-1n), exact: rational(-35n) })
    expect(line?.explanation).toEqual([
      'First: 10.00 of 10.00',
      'Ending: 10.00 of 10.00',
      'Old: 10.00 of 10.00',
      'crd_1: 5.00 of 10.00',
      '-1 × 35 = -35',
    ])
    expect(billed.total.minor).toBe(0n)
  })

  test('of another currency is not used', () => {
    const other = { ...credit, amount: { minor: 1000n, currency: 'USD' as Currency } }
    expect(totals({ '2026-03': '30.00' }, { credits: [other] })).toEqual(['30.00'])
  })
})
