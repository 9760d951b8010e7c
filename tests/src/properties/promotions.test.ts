import type { DraftInvoice, InvoiceLine } from '@octroi/hub/invoicing/draft-invoice'
import type { Credit } from '@octroi/hub/promotions/credit'
import { lessCoupon } from '@octroi/hub/promotions/less-coupon'
import { pointsLeft, pointsOf } from '@octroi/hub/promotions/points'
import { type Promotions, promote, type Used } from '@octroi/hub/promotions/promote'
import type { Redemption } from '@octroi/hub/promotions/redemption'
import { exactOf } from '@octroi/hub/rating/exact-of'
import type { Currency } from '@octroi/shared/money/currency'
import { floor, multiply, rational, roundHalfAwayFromZero, subtract, sum } from '@octroi/shared/money/rational'
import { monthOf } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const [utc, euro] = ['UTC' as Zone, 'EUR' as Currency]
const nothing = { minor: 0n, currency: euro }
const minors = fc.array(fc.bigInt({ min: -2_000n, max: 9_000n }), { minLength: 1, maxLength: 8 })
const total = (lines: readonly InvoiceLine[]): bigint => lines.reduce((all, { amount }) => all + amount.minor, 0n)

function linesOf(amounts: readonly bigint[]): readonly InvoiceLine[] {
  return amounts.map((minor, index): InvoiceLine => {
    const amount = { minor, currency: euro }
    const told = { version: 1, name: 'Sample', unit: 'fee', quantity: rational(1n), explanation: [] }
    return { price: `price-${index}`, ...told, exact: exactOf(amount), amount }
  })
}

describe('a coupon', () => {
  test('lowers the lines by exactly what it takes, none below nothing, and never more than there is', () => {
    const reduction = fc.oneof(
      fc.bigInt({ min: 1n, max: 10_000n }).map((part) => ({ name: 'Sample', part: rational(part, 10_000n) })),
      fc.bigInt({ min: 1n, max: 20_000n }).map((minor) => ({ name: 'Sample', left: { minor, currency: euro } })),
    )
    fc.assert(
      fc.property(minors, reduction, (amounts, each) => {
        const before = linesOf(amounts)
        const { lines, taken } = lessCoupon(before, each, nothing)
        const base = amounts.reduce((all, minor) => (minor > 0n ? all + minor : all), 0n)
        const most = total(before) > 0n ? total(before) : 0n
        const asked = 'part' in each ? roundHalfAwayFromZero(multiply(rational(base), each.part)) : each.left.minor
        expect(taken.minor).toBe(asked < most ? asked : most)
        expect(total(before) - total(lines)).toBe(taken.minor)
        for (const [index, { amount, exact }] of lines.entries()) {
          const was = amounts[index] ?? 0n
          expect(was > 0n ? amount.minor >= 0n && amount.minor <= was : amount.minor === was).toBe(true)
          // A line is never a whole minor unit from what it comes to exactly.
          const off = multiply(subtract(exact, exactOf(amount)), rational(100n))
          expect(off.n < off.d && -off.d < off.n).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
  })
})

const [first, dayMs] = [Date.parse('2026-01-01T00:00:00Z'), 86_400_000]

function bills(amounts: readonly (readonly bigint[])[]): readonly DraftInvoice[] {
  const ids = { id: 'sub_1', account: 'acct_1', order: 'ord_1', offer: 'sample', catalogueVersion: 1 } as const
  let month = monthOf(utc, first)
  return amounts.map((each) => {
    const lines = linesOf(each)
    const draft: DraftInvoice = {
      ...{ subscription: { ...ids, zone: utc, fromMs: first }, offerName: 'Sample', period: month, lines },
      cycle: { zone: utc, every: 'month', anchor: { year: 1970, month: 1, day: 1 } },
      total: { minor: total(lines), currency: euro },
    }
    month = monthOf(utc, month.untilMs)
    return draft
  })
}

const day = fc.integer({ min: 0, max: 300 }).map((days) => first + days * dayMs)
const credits = fc.array(
  fc
    .record({
      minor: fc.bigInt({ min: 1n, max: 30_000n }),
      grantedAtMs: day,
      expiresAtMs: fc.option(day),
      priority: fc.integer({ min: -1, max: 1 }),
    })
    .map(({ minor, grantedAtMs, expiresAtMs, priority }) => (id: number): Credit => {
      const end = expiresAtMs === null ? {} : { expiresAtMs }
      return { id: `crd_${id}`, account: 'acct_1', amount: { minor, currency: euro }, priority, grantedAtMs, ...end }
    }),
  { maxLength: 5 },
)
const coupon = fc.record({ minor: fc.bigInt({ min: 1n, max: 20_000n }), fromMs: day }).map(({ minor, fromMs }): Redemption => {
  const amount = `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`
  const about = {
    coupon: 'sample',
    nth: 1,
    code: 'SAMPLE',
    account: 'acct_1',
    subscription: 'sub_1',
    catalogueVersion: 1,
  } as const
  return { ...about, terms: { name: 'Sample', amount, currency: euro, periods: 1 }, fromMs, redeemedAtMs: fromMs }
})

test('bills use of each credit and of a kept coupon what there is, of nothing more than they come to, and tell it line by line', () => {
  fc.assert(
    fc.property(fc.array(minors, { minLength: 1, maxLength: 10 }), credits, fc.option(coupon), (amounts, made, redeemed) => {
      const promotions: Promotions = {
        redemptions: redeemed === null ? [] : [redeemed],
        credits: made.map((make, index) => make(index)),
      }
      let used: Used = new Map()
      let given = 0n
      for (const bill of bills(amounts)) {
        const done = promote(bill, promotions, used)
        expect(total(done.draft.lines)).toBe(done.draft.total.minor)
        const isBelow = done.draft.total.minor < 0n
        expect(isBelow ? bill.total : done.draft.total).toEqual(done.draft.total)
        expect(done.draft.lines.every(({ unitPrice }) => unitPrice === undefined || unitPrice.n >= 0n)).toBe(true)
        given += bill.total.minor - done.draft.total.minor
        used = done.used
      }
      expect([...used.values()].reduce((all, minor) => all + minor, 0n)).toBe(given)
      for (const { id, amount } of promotions.credits) expect((used.get(id) ?? 0n) <= amount.minor).toBe(true)
      const whole = BigInt((redeemed?.terms.amount ?? '0').replace('.', ''))
      expect((used.get('sub_1 sample') ?? 0n) <= whole).toBe(true)
    }),
    { numRuns: 300 },
  )
})

describe('points', () => {
  const earnings = fc.array(fc.record({ month: fc.integer({ min: 1, max: 6 }), of: fc.bigInt({ min: -500n, max: 3_000n }) }), {
    maxLength: 20,
  })
  const rate = fc.bigInt({ min: 1n, max: 300n }).map((hundredths) => rational(hundredths, 100n))
  const told = (list: readonly { readonly month: number; readonly of: bigint }[], each: ReturnType<typeof rational>) =>
    list.map(({ month, of }) => ({ period: `2026-0${month}`, of: rational(of, 100n), rate: each }))

  test('are what each period comes to, rounded down, in any order, and never more than of the whole', () => {
    fc.assert(
      fc.property(earnings, rate, fc.integer({ min: 1, max: 97 }), (list, each, cut) => {
        const earned = pointsLeft(pointsOf(told(list, each)), 0n)
        const shuffled = list.map((one, index) => ({ one, rank: (index * cut) % 101 })).toSorted((a, b) => a.rank - b.rank)
        expect(
          pointsLeft(
            pointsOf(
              told(
                shuffled.map(({ one }) => one),
                each,
              ),
            ),
            0n,
          ),
        ).toBe(earned)
        const whole = sum(list.map(({ of }) => rational(of, 100n)))
        expect(earned <= floor(multiply(whole, each))).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  test('of a bill that is credited are all taken back, and what was redeemed is made up for by later ones', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 90_000n }), fc.bigInt({ min: 0n, max: 90_000n }), rate, (billed, later, each) => {
        const first = told([{ month: 1, of: billed }], each)
        const redeemed = pointsLeft(pointsOf(first), 0n)
        const credited = [...first, ...told([{ month: 1, of: -billed }], each)]
        expect(pointsLeft(pointsOf(credited), 0n)).toBe(0n)
        expect(pointsLeft(pointsOf(credited), redeemed)).toBe(-redeemed)
        const after = [...credited, ...told([{ month: 2, of: later }], each)]
        expect(pointsLeft(pointsOf(after), redeemed)).toBe(pointsLeft(pointsOf(told([{ month: 2, of: later }], each)), redeemed))
      }),
      { numRuns: 200 },
    )
  })
})
