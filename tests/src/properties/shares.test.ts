import type { Charge } from '@octroi/hub/rating/charge'
import { type BookedTotal, bookCharges, type SharedCharge, totalKeys } from '@octroi/hub/settlement/book-charges'
import type { Share } from '@octroi/hub/settlement/share-agreement'
import { splitCharge } from '@octroi/hub/settlement/split-charge'
import type { AccountId } from '@octroi/shared/ids/id'
import { roundToAmount } from '@octroi/shared/money/amount'
import type { Currency } from '@octroi/shared/money/currency'
import { add, compare, type Rational, rational, sum } from '@octroi/shared/money/rational'
import type { Zone } from '@octroi/shared/time/zone'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const euro = 'EUR' as Currency
const operator = 'acct_operator'
const tenant = { operator, zone: 'Europe/Paris' as Zone } as const

const amount = fc
  .tuple(fc.bigInt({ min: -10_000n, max: 100_000n }), fc.bigInt({ min: 1n, max: 999n }))
  .map(([n, d]) => rational(n, d))
const take: fc.Arbitrary<Share['take']> = fc.oneof(
  fc
    .tuple(fc.bigInt({ min: 0n, max: 1000n }), fc.constantFrom('gross' as const, 'rest' as const))
    .map(([thousandths, of]) => ({ kind: 'part' as const, part: rational(thousandths, 3000n), of })),
  fc.bigInt({ min: 0n, max: 500n }).map((cents) => ({ kind: 'fee' as const, amount: rational(cents, 300n) })),
)
const account = fc.constantFrom<AccountId>('acct_a', 'acct_b', 'acct_c', 'acct_d')
const shares: fc.Arbitrary<readonly Share[]> = fc.letrec<{ level: readonly Share[] }>((tie) => ({
  level: fc.oneof(
    { maxDepth: 3 },
    fc.constant([]),
    fc.array(fc.record({ account, take, shares: tie('level') }), { maxLength: 3 }),
  ),
})).level

function charge(exact: Rational, seq: number, period: number): Charge {
  const what = {
    subscription: 'sub_1',
    price: 'opening',
    version: 1,
    band: 'all',
    device: 'dev_1',
    authorization: 'auth_1',
  } as const
  return { ...what, seq, happenedAtMs: seq, periodFromMs: period, quantity: 1n, exact, currency: euro, explanation: [] }
}

test('the shares of a charge are the charge, whatever the agreement', () => {
  fc.assert(
    fc.property(amount, shares, (exact, tree) => {
      const parties = splitCharge(exact, operator, tree)
      return compare(sum(parties.map((party) => party.exact)), exact) === 0
    }),
  )
})

describe('booking charges as they arrive, in batches of any size', () => {
  const charges = fc.array(fc.tuple(amount, fc.integer({ min: 0, max: 1 })), { minLength: 1, maxLength: 12 })

  interface Booked {
    readonly entries: ReturnType<typeof bookCharges>['entries']
    readonly totals: ReadonlyMap<string, BookedTotal>
  }

  function book(all: readonly SharedCharge[], cut: number): Booked {
    const totals = new Map<string, BookedTotal>()
    const entries = [all.slice(0, cut), all.slice(cut)].flatMap((batch) => {
      expect(totalKeys(batch, tenant).every((key) => typeof key === 'string')).toBe(true)
      const booking = bookCharges(batch, tenant, totals, 0)
      for (const total of booking.totals) totals.set(total.key, total)
      return booking.entries
    })
    return { entries, totals }
  }

  test('every entry sums to zero, and the cents booked are the rounded sum of the exact parts', () => {
    fc.assert(
      fc.property(charges, shares, fc.nat(12), (told, tree, cut) => {
        const all = told.map(([exact, period], seq) => ({
          charge: charge(exact, seq, period),
          payer: 'acct_payer' as const,
          parties: splitCharge(exact, operator, tree),
        }))
        const { entries, totals } = book(all, cut)
        for (const { postings } of entries) expect(postings.reduce((total, { minor }) => total + minor, 0n)).toBe(0n)
        for (const { exact, booked } of totals.values()) expect(booked).toBe(roundToAmount(exact, euro).minor)
        const owed = [0, 1].map((period) => sum(told.flatMap(([exact, at]) => (at === period ? [exact] : []))))
        const accrued = entries.flatMap(({ postings }) => postings.filter((each) => each.account === 'accrued acct_payer'))
        expect(accrued.reduce((total, { minor }) => total + minor, 0n)).toBe(
          owed.reduce((total, exact) => total + roundToAmount(exact, euro).minor, 0n),
        )
      }),
    )
  })

  test('in another order and other batches the balances are the same', () => {
    fc.assert(
      fc.property(charges, shares, fc.nat(12), fc.nat(12), (told, tree, cut, otherCut) => {
        const all = told.map(([exact, period], seq) => ({
          charge: charge(exact, seq, period),
          payer: 'acct_payer' as const,
          parties: splitCharge(exact, operator, tree),
        }))
        const balances = ({ entries }: Booked): Record<string, bigint> => {
          const sums: Record<string, bigint> = {}
          for (const { account: name, minor } of entries.flatMap(({ postings }) => postings))
            sums[name] = (sums[name] ?? 0n) + minor
          return Object.fromEntries(Object.entries(sums).filter(([, minor]) => minor !== 0n))
        }
        expect(balances(book(all.toReversed(), otherCut))).toEqual(balances(book(all, cut)))
      }),
    )
  })
})

test('thirds of a cent add up to cents and never run away', () => {
  const third = [{ account: 'acct_a', take: { kind: 'part', part: rational(1n, 3n), of: 'gross' }, shares: [] }] as const
  let totals = new Map<string, BookedTotal>()
  let booked = 0n
  for (let seq = 0; seq < 100; seq++) {
    const booking = bookCharges(
      [
        {
          charge: charge(rational(1n, 100n), seq, 0),
          payer: 'acct_p',
          parties: splitCharge(rational(1n, 100n), operator, third),
        },
      ],
      tenant,
      totals,
      0,
    )
    totals = new Map([...totals, ...booking.totals.map((total) => [total.key, total] as const)])
    const [own = 0n] = booking.entries.flatMap(({ postings }) =>
      postings.filter((each) => each.account === 'payable acct_a').map(({ minor }) => -minor),
    )
    booked += own
    const exact = add(rational(BigInt(seq + 1), 300n), rational(0n))
    expect(booked).toBe(roundToAmount(exact, euro).minor)
  }
})
