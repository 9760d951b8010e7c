import { mayFall } from '@octroi/hub/catalogue/may-fall'
import { meterSchema } from '@octroi/hub/catalogue/meter'
import { type PriceOnMeter, priceSchema } from '@octroi/hub/catalogue/price'
import { draftInvoice } from '@octroi/hub/invoicing/draft-invoice'
import { applyRate } from '@octroi/hub/rating/band-rate'
import { rateEvent } from '@octroi/hub/rating/rate-price'
import { ratesOf } from '@octroi/hub/rating/rates-of'
import { leftIn } from '@octroi/hub/wallets/lot'
import { receive } from '@octroi/hub/wallets/receive-top-up'
import { extended, type GrantedUses, mostOf, withUse } from '@octroi/hub/wallets/reservation'
import { type Settlement, settle } from '@octroi/hub/wallets/settle'
import { balanceOf, emptyWallet, type Wallet } from '@octroi/hub/wallets/wallet'
import { grossOf, nothingPaid, type PaidPart, withinGross, withVat } from '@octroi/hub/wallets/wallet-bill'
import type { Currency } from '@octroi/shared/money/currency'
import { oneUnit } from '@octroi/shared/money/quantity'
import { compare, multiply, type Rational, rational, subtract } from '@octroi/shared/money/rational'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sampleRateCard } from '../kit/sample-price.ts'

const euro = 'EUR' as Currency
const period = { name: '1970-01', fromMs: 0, untilMs: 31 * 86_400_000 }
const bands = ['day', 'night'] as const
type Band = (typeof bands)[number]

interface Prices {
  readonly day: number
  readonly night: number
  readonly minimum: number
}

/** In tenths of a cent, so that lines are rounded. */
function cardOf({ day, night, minimum }: Prices) {
  const milli = (each: number): string => (each / 1000).toFixed(3)
  const spend = minimum === 0 ? '' : `spend: { minimum: "${minimum}", proration: none }`
  return sampleRateCard(
    `
services: { sample.use: { name: Sample use, actions: [use] } }
meters: { done: { service: sample.use, record: performed, aggregation: count, unit: action } }
wallets: { main: { name: Main, currency: EUR, purpose: multi_purpose } }
offers:
  sample:
    name: Sample
    currency: EUR
    ${spend}
    prepaid: { wallet: main, vatPercent: "0" }
    prices:
      use:
        model: per_unit
        name: Use
        meter: done
        bands: [{ name: day, unitPrice: "${milli(day)}", when: [{ from: "06:00", until: "22:00" }] }, { name: night, unitPrice: "${milli(night)}" }]
`.replaceAll(/^ {4}\n/gm, ''),
    'sample',
  )
}

/** One wallet and one subscription, as the use cases move them. */
class Model {
  readonly card
  readonly vat: Rational
  readonly quoted: Rational
  readonly granted: boolean[] = []
  readonly used = { day: 0, night: 0 }
  readonly ledger = new Map<string, bigint>()
  wallet: Wallet = emptyWallet({ account: 'acct_1', key: 'main', currency: euro, purpose: 'multi_purpose' })
  captured: PaidPart | undefined
  nowMs = 1
  overuse = false

  constructor(prices: Prices, vat: Rational) {
    this.card = cardOf(prices)
    this.vat = vat
    const [price] = this.card.metered
    if (price === undefined) throw new Error('it has a price')
    this.quoted = bands.map((band) => rateEvent(price, band, oneUnit).exact).reduce((a, b) => (compare(b, a) > 0 ? b : a))
  }

  get outstanding(): readonly GrantedUses[] {
    const uses = this.granted.length
    return uses === 0 ? [] : [{ service: 'sample.use', uses, exact: multiply(this.quoted, rational(BigInt(uses))) }]
  }

  draft() {
    const aggregates = bands.map((band) => ({
      ...({ subscription: 'sub_1', price: 'use', version: 1, band, periodFromMs: 0 } as const),
      ...{ quantity: BigInt(this.used[band]) * oneUnit, records: this.used[band] },
    }))
    return draftInvoice({ card: this.card, period, aggregates, asOfMs: this.nowMs })
  }

  totalWith(uses: readonly GrantedUses[]): PaidPart {
    const minor = mostOf(uses, [this.card])
    return withVat(extended(this.draft(), { minor, isWithinPeriod: true }).total.minor, this.vat)
  }

  settle(): void {
    const bill = { subscription: 'sub_1', period, ...this.totalWith([]) } as const
    const due = { bill, captured: this.captured ?? nothingPaid, isNew: this.captured === undefined }
    this.keep(settle(this.wallet, { bills: [due], reserved: this.reserved(), nowMs: this.nowMs }))
    this.captured = bill
  }

  reserved(): bigint {
    return grossOf(this.totalWith(this.outstanding)) - grossOf(this.totalWith([]))
  }

  keep({ wallet, entries }: Settlement): void {
    this.wallet = wallet
    for (const { postings } of entries) {
      for (const { account, minor } of postings) this.ledger.set(account, (this.ledger.get(account) ?? 0n) + minor)
    }
  }

  topUp(minor: bigint, days: number | undefined): void {
    this.settle()
    const topUp = { id: 'top_1', account: 'acct_1', wallet: 'main', provider: 'manual', isAutomatic: false } as const
    const whole = { ...topUp, amount: { minor, currency: euro }, state: 'received', askedAtMs: 1 } as const
    const expires = days === undefined ? {} : { expiresAtMs: this.nowMs + days }
    this.keep(receive(this.wallet, { topUp: whole, paid: { net: minor, vat: 0n }, ...expires, nowMs: this.nowMs }))
  }

  /** Just so much that the wallet holds what one more grant may cost. */
  topUpForOne(): void {
    const missing = this.needed() + this.reserved() - balanceOf(this.wallet)
    if (missing > 0n) this.topUp(missing, undefined)
  }

  needed(): bigint {
    const wanted = withUse(this.outstanding, { service: 'sample.use', exact: this.quoted })
    return grossOf(this.totalWith(wanted)) - grossOf(this.totalWith(this.outstanding))
  }

  grant(): void {
    this.settle()
    const needed = this.needed()
    if (needed <= 0n || needed <= balanceOf(this.wallet) - this.reserved()) this.granted.push(true)
  }
}

const ops = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('topUp' as const),
      minor: fc.bigInt({ min: 1n, max: 3_000n }),
      days: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
    }),
    fc.record({ kind: fc.constant('grant' as const) }),
    fc.record({ kind: fc.constant('topUpForOne' as const) }),
    fc.record({ kind: fc.constant('use' as const), band: fc.constantFrom<Band>(...bands) }),
    fc.record({ kind: fc.constant('release' as const) }),
    fc.record({ kind: fc.constant('offline' as const), band: fc.constantFrom<Band>(...bands) }),
    fc.record({ kind: fc.constant('takeBack' as const), band: fc.constantFrom<Band>(...bands) }),
    fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 15 }) }),
  ),
  { minLength: 1, maxLength: 40 },
)
// Half cents above all: each line that they fall on may be rounded up.
const milli = fc.oneof(
  fc.integer({ min: 0, max: 9_999 }),
  fc.integer({ min: 0, max: 999 }).map((each) => each * 10 + 5),
)
const prices = fc.record({ day: milli, night: milli, minimum: fc.constantFrom(0, 0, 9) })
const vats = fc.constantFrom(rational(0n), rational(1n, 5n), rational(55n, 1000n))

describe('a wallet', () => {
  test('is never below nothing but by what nobody asked for, captures the bill, and its ledger is the wallet', () => {
    fc.assert(
      fc.property(prices, vats, ops, fc.boolean(), (priced, vat, all, mayOveruse) => {
        const model = new Model(priced, vat)
        for (const op of all) {
          if (op.kind === 'topUp') model.topUp(op.minor, op.days)
          if (op.kind === 'topUpForOne') model.topUpForOne()
          if (op.kind === 'grant' || op.kind === 'topUpForOne') model.grant()
          if (op.kind === 'use' && model.granted.pop() !== undefined) model.used[op.band] += 1
          if (op.kind === 'release') model.granted.pop()
          if (op.kind === 'offline' && mayOveruse) {
            model.used[op.band] += 1
            model.overuse = true
          }
          // A late record moved it: what was asked is less now.
          if (op.kind === 'takeBack' && mayOveruse && model.used[op.band] > 0) model.used[op.band] -= 1
          if (op.kind === 'pass') model.nowMs += op.ms
          model.settle()
          const { wallet, ledger } = model
          // A spend minimum is asked whether the wallet holds it or not.
          const mayOwe = model.overuse || priced.minimum > 0
          expect(mayOwe || balanceOf(wallet) >= model.reserved()).toBe(true)
          expect(mayOwe || wallet.owed === 0n).toBe(true)
          expect(wallet.owed === 0n || leftIn(wallet.lots) === 0n).toBe(true)
          expect(grossOf(model.captured ?? nothingPaid)).toBe(grossOf(withVat(model.draft().total.minor, vat)))
          expect(-(ledger.get('wallet acct_1') ?? 0n)).toBe(leftIn(wallet.lots))
          expect(ledger.get('receivable acct_1') ?? 0n).toBe(wallet.owed)
          expect([...ledger.values()].reduce((sum, minor) => sum + minor, 0n)).toBe(0n)
          const paidIn = (ledger.get('cash') ?? 0n) + (ledger.get('breakage') ?? 0n)
          expect(paidIn - balanceOf(wallet)).toBe(grossOf(model.captured ?? nothingPaid))
          const before = model.wallet
          model.settle()
          expect(model.wallet).toBe(before)
        }
      }),
      { numRuns: 80 },
    )
  })

  test('that is paid into with VAT keeps what is before it, and both are all of it', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.integer({ min: 0, max: 1000 }), (gross, permille) => {
        const part = rational(BigInt(permille), 1000n)
        const { net, vat } = withinGross(gross, part)
        expect(net + vat).toBe(gross)
        const off = subtract(multiply(rational(net), rational(1000n + BigInt(permille), 1000n)), rational(gross))
        expect(compare(off.n < 0n ? { n: -off.n, d: off.d } : off, rational(1n))).toBeLessThanOrEqual(0)
      }),
    )
  })
})

test('a volume price is said to fall exactly where it does at some number of uses', () => {
  const meter = meterSchema.parse({ service: 'sample.use', record: 'opened', aggregation: 'count', unit: 'use' })
  const few = (max: number, min = 0) => fc.integer({ min, max })
  const tiers = fc.array(fc.record({ width: few(9, 1), price: few(12), fee: few(30) }), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(tiers, (drawn) => {
      let end = 0
      const written = drawn.map(({ width, price, fee }, index) => {
        end += width
        const upTo = index === drawn.length - 1 ? {} : { upTo: String(end) }
        return { ...upTo, unitPrice: String(price), flatFee: String(fee) }
      })
      const price = priceSchema.parse({ name: 'Sample', meter: 'used', model: 'volume', tiers: written }) as PriceOnMeter
      const [rate] = ratesOf(price).values()
      if (rate === undefined) throw new Error('it has a rate')
      const totals = Array.from(
        { length: end + 20 },
        (_, units) => applyRate(rate, { units: rational(BigInt(units)), unitName: '' }).exact,
      )
      const falls = totals.some((total, units) => compare(total, totals[units - 1] ?? total) < 0)
      expect(mayFall(price, meter) !== undefined).toBe(falls)
    }),
    { numRuns: 300 },
  )
})
