import { draftInvoice } from '@octroi/hub/invoicing/draft-invoice'
import { foldUsage } from '@octroi/hub/rating/fold'
import type { MeteredPrice } from '@octroi/hub/rating/rate-card'
import type { UsageAggregate } from '@octroi/hub/rating/usage-aggregate'
import type { ReadingUsage } from '@octroi/hub/usage/usage'
import { roundToAmount } from '@octroi/shared/money/amount'
import { formatQuantity, oneUnit } from '@octroi/shared/money/quantity'
import { add, compare, type Rational, rational, subtract, sum } from '@octroi/shared/money/rational'
import { type Month, monthNamed } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rateSample, samplePrice, samplePrices } from '../kit/sample-price.ts'

/** Decimals of up to three fraction digits, as the catalogue writes them. */
const decimal = (least: number, most: number): fc.Arbitrary<string> =>
  fc.integer({ min: least, max: most }).map((thousandths) => formatQuantity(BigInt(thousandths) * (oneUnit / 1000n)))
const price = decimal(0, 5000)
const fee = fc.option(decimal(0, 9000)).map((amount) => (amount === null ? '' : `, flatFee: "${amount}"`))
const ends = fc
  .uniqueArray(fc.integer({ min: 1, max: 40_000 }), { maxLength: 4 })
  .map((list) => list.toSorted((a, b) => a - b).map((end) => formatQuantity(BigInt(end) * (oneUnit / 1000n))))

/** `tiers: [...]`, each tier made by what it may hold. */
function tiersOf(rest: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return ends.chain((list) =>
    fc.array(rest, { minLength: list.length + 1, maxLength: list.length + 1 }).map((tiers) => {
      const written = tiers.map((tier, index) => `{ ${list[index] === undefined ? '' : `upTo: "${list[index]}", `}${tier} }`)
      return `tiers: [${written.join(', ')}]`
    }),
  )
}

const unitTiers = tiersOf(fc.tuple(price, fee).map(([unitPrice, flat]) => `unitPrice: "${unitPrice}"${flat}`))
const steps = tiersOf(price.map((amount) => `amount: "${amount}"`))
const whenPeak = 'when: [{ from: "16:00", until: "20:00" }]'

/** Priced once, or in two bands. */
function banded(model: string, fields: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(
    fields.map((one) => `model: ${model}, ${one}`),
    fc
      .tuple(fields, fields)
      .map(([peak, rest]) => `model: ${model}, bands: [{ name: peak, ${peak}, ${whenPeak} }, { name: rest, ${rest} }]`),
  )
}

const packages = fc
  .tuple(
    decimal(1, 9000),
    banded(
      'package',
      price.map((amount) => `packagePrice: "${amount}"`),
    ),
  )
  .map(([size, fields]) => `${fields}, packageSize: "${size}"`)
/** More use never costs less under these; under volume and stairstep it may. */
const monotone = fc.oneof(
  banded(
    'per_unit',
    price.map((amount) => `unitPrice: "${amount}"`),
  ),
  banded('graduated', unitTiers),
  packages,
)
const anyModel = fc.oneof(monotone, banded('volume', unitTiers), banded('stairstep', steps))

const modifiers = fc
  .record({
    included: fc.option(decimal(1, 30_000)),
    limits: fc.tuple(fc.option(decimal(0, 20_000)), fc.option(decimal(0, 20_000))),
    rounding: fc.option(fc.constantFrom('up', 'down', 'nearest')),
  })
  .map(({ included, limits: [least, above], rounding }) => {
    const maximum = above === null ? undefined : add(exactOf(above), exactOf(least ?? '0'))
    return [
      included === null ? '' : `, includedQuantity: "${included}"`,
      least === null ? '' : `, minimum: "${least}"`,
      maximum === undefined ? '' : `, maximum: "${formatQuantity((maximum.n * oneUnit) / maximum.d)}"`,
      rounding === null ? '' : `, unit: { name: pack, size: "3", rounding: ${rounding} }`,
    ].join('')
  })

function exactOf(text: string): Rational {
  const [whole = '0', fraction = ''] = text.split('.')
  return rational(BigInt(whole + fraction), 10n ** BigInt(fraction.length))
}

const quantity = fc.bigInt({ min: 0n, max: 60n * oneUnit })
const wholePrice = (model: fc.Arbitrary<string>): fc.Arbitrary<MeteredPrice> =>
  fc.tuple(model, modifiers).map(([fields, modifier]) => samplePrice(fields + modifier))

const totalOf = (rated: MeteredPrice, used: readonly bigint[]): Rational =>
  sum(rateSample(rated, byBand(rated, used)).bands.map(({ exact }) => exact))

function byBand({ rates }: MeteredPrice, used: readonly bigint[]): Readonly<Record<string, bigint>> {
  return Object.fromEntries([...rates.keys()].map((band, index) => [band, used[index] ?? 0n]))
}

const runs = { numRuns: 150 }

test('a graduated total is the sum of its tiers, each priced alone', () => {
  fc.assert(
    fc.property(unitTiers, quantity, (fields, used) => {
      const graduated = samplePrice(`model: graduated, ${fields}`)
      const [rate] = graduated.rates.values()
      if (rate?.model !== 'graduated') throw new Error('it is graduated')
      const units = rational(used, oneUnit)
      const parts = rate.tiers.map(({ upTo, unitPrice, flatFee = rational(0n) }, index) => {
        const above = rate.tiers[index - 1]?.upTo ?? rational(0n)
        const end = upTo === undefined || compare(units, upTo) < 0 ? units : upTo
        const inside = compare(end, above) > 0 ? subtract(end, above) : rational(0n)
        const isReached = index === 0 || inside.n > 0n
        return add(rational(inside.n * unitPrice.n, inside.d * unitPrice.d), isReached ? flatFee : rational(0n))
      })
      expect(totalOf(graduated, [used])).toEqual(sum(parts))
    }),
    runs,
  )
})

test('more use never costs less, but by volume and in steps', () => {
  fc.assert(
    fc.property(wholePrice(monotone), fc.tuple(quantity, quantity), quantity, fc.nat({ max: 1 }), (rated, used, more, band) => {
      // A shared allowance moves between bands, so only use in one band alone is sure to cost more.
      const before = rated.rates.size === 1 || rated.included === undefined ? used : band === 0 ? [used[0], 0n] : [0n, used[1]]
      const after = before.map((each, index) => (rated.rates.size === 1 || index === band ? each + more : each))
      expect(compare(totalOf(rated, after), totalOf(rated, before))).toBeGreaterThanOrEqual(0)
    }),
    runs,
  )
})

test('no line is below nothing, whatever is included', () => {
  fc.assert(
    fc.property(wholePrice(anyModel), fc.tuple(quantity, quantity), (rated, used) => {
      for (const { exact } of rateSample(rated, byBand(rated, used)).bands) expect(exact.n).toBeGreaterThanOrEqual(0n)
    }),
    runs,
  )
})

test('a price keeps its minimum and its maximum, over all bands', () => {
  fc.assert(
    fc.property(wholePrice(anyModel), fc.tuple(quantity, quantity), (rated, used) => {
      const total = totalOf(rated, used)
      expect(compare(total, rated.minimum ?? total)).toBeGreaterThanOrEqual(0)
      expect(compare(total, rated.maximum ?? total)).toBeLessThanOrEqual(0)
    }),
    runs,
  )
})

describe('a month of readings', () => {
  const utc = 'UTC' as Zone
  const period = monthNamed(utc, '2026-01') as Month
  const hourMs = 3_600_000
  const readings = fc.array(
    fc.record({ hour: fc.integer({ min: 0, max: 743 }), hours: fc.integer({ min: 1, max: 9 }), quantity }),
    { maxLength: 12 },
  )

  interface Run {
    readonly lines: readonly (readonly [exact: Rational, minor: bigint])[]
    readonly total: bigint
  }

  function drafted(fields: string, usages: readonly ReadingUsage[], cut: number): Run {
    const card = samplePrices(`sample: { name: Sample, meter: used, ${fields} }`)
    const facts = {
      device: 'dev_1',
      rateCards: [card],
      ownerSubscriptions: new Set(['sub_1'] as const),
      payers: new Map(),
    } as const
    const sums = new Map<string, UsageAggregate>()
    for (const run of [usages.slice(0, cut), usages.slice(cut)]) {
      for (const next of foldUsage(run, facts).aggregates.filter(({ periodFromMs }) => periodFromMs === period.fromMs)) {
        sums.set(next.band, { ...next, quantity: next.quantity + (sums.get(next.band)?.quantity ?? 0n) })
      }
    }
    const draft = draftInvoice({ card, period, aggregates: [...sums.values()], asOfMs: period.untilMs })
    return { lines: draft.lines.map(({ exact, amount }) => [exact, amount.minor]), total: draft.total.minor }
  }

  test('comes to the same in any order, and its lines sum to the total', () => {
    const order = fc.tuple(readings, fc.nat({ max: 12 }), fc.func(fc.integer()))
    fc.assert(
      fc.property(fc.tuple(anyModel, modifiers), order, ([fields, modifier], [told, cut, rank]) => {
        const usages = told.map(({ hour, hours, quantity: used }, seq): ReadingUsage => {
          const fromMs = period.fromMs + hour * hourMs
          const interval = { fromMs, untilMs: fromMs + hours * hourMs }
          return { seq, service: 'sample.use', record: 'reading', reading: 'used', ...interval, quantity: used }
        })
        const once = drafted(fields + modifier, usages, usages.length)
        expect(once.lines.reduce((minor, [, each]) => minor + each, 0n)).toBe(once.total)
        const shuffled = usages.toSorted((a, b) => rank(a.seq) - rank(b.seq))
        expect(drafted(fields + modifier, shuffled, cut)).toEqual(once)
      }),
      { numRuns: 60 },
    )
  })

  test('held within its limits, its rounded lines sum to the rounded price', () => {
    fc.assert(
      fc.property(wholePrice(anyModel), fc.tuple(quantity, quantity), (rated, used) => {
        const { isLimited, bands } = rateSample(rated, byBand(rated, used))
        fc.pre(isLimited)
        const card = {
          ...samplePrices('none: { model: flat, name: None, amount: "0", every: day, timing: arrears }'),
          metered: [rated],
        }
        const aggregates = bands.map(({ band }, index): UsageAggregate => {
          const line = { subscription: 'sub_1', price: rated.key, version: 1, band, periodFromMs: period.fromMs } as const
          return { ...line, quantity: used[index] ?? 0n, records: 1 }
        })
        const { total } = draftInvoice({ card, period, aggregates, asOfMs: period.untilMs })
        expect(total.minor).toBe(roundToAmount(sum(bands.map(({ exact }) => exact)), total.currency).minor)
      }),
      runs,
    )
  })
})
