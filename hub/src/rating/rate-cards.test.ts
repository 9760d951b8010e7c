import type { VersionScope } from '@octroi/shared/api/vocabulary'
import type { Zone } from '@octroi/shared/time/zone'
import { describe, expect, test } from 'vitest'
import type { CatalogueVersion } from '../catalogue/catalogue.store.ts'
import { parseCatalogue } from '../catalogue/parse-catalogue.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { rateCards } from './rate-cards.ts'

const paris = 'Europe/Paris' as Zone

/** A version with an offer `sample` of these prices. */
function version(
  number: number,
  touches: VersionScope,
  effective: string,
  prices: string,
  offer = 'currency: EUR',
): CatalogueVersion {
  const source = `
services: { sample.use: { name: Sample use } }
meters:
  used: { service: sample.use, record: reading, reading: used, aggregation: sum, unit: unit }
  most: { service: sample.use, record: reading, reading: used, aggregation: max, unit: unit }
offers: { sample: { name: Sample, ${offer}, prices: { ${prices} } } }
`
  const parsed = parseCatalogue(source)
  if (!parsed.ok) throw new Error(parsed.error.map(({ path, detail }) => `${path} ${detail}`).join())
  const effectiveFromMs = Date.parse(effective)
  return { version: number, touches, effectiveFromMs, publishedAtMs: 0, source, catalogue: parsed.value }
}

const from = '2026-01-10T11:00:00Z'
const perUnit = 'used: { model: per_unit, name: Used, meter: used, unitPrice: "1" }'
const tiered = 'used: { model: graduated, name: Used, meter: used, tiers: [{ unitPrice: "1" }] }'
const bought = version(1, 'new', '2026-01-01T00:00:00Z', perUnit)

/** From when on each version rates a price, in local days and hours; where it ends is where the next begins. */
function rated(versions: readonly CatalogueVersion[], price = 'used', more: Partial<Subscription> = {}): readonly string[] {
  const ids = { id: 'sub_1', account: 'acct_1', order: 'ord_1', offer: 'sample', catalogueVersion: 1 } as const
  const cards = rateCards({ ...ids, zone: paris, fromMs: Date.parse(from), ...more }, versions)
  const spans = cards.flatMap(({ version: number, subscription, spans: of }) => {
    const span = of === undefined ? subscription : of.get(price)
    return span === undefined ? [] : [{ number, ...span }]
  })
  // Half-open and without a gap, whatever the versions are; the end of a subscription is its own.
  for (const [index, span] of spans.entries()) expect(span.untilMs, `span ${index}`).toBe(spans[index + 1]?.fromMs)
  return spans.map(({ number, fromMs }) => `${number} ${new Date(fromMs).toISOString().slice(0, 13)}`)
}

describe('whom a version touches', () => {
  const at = '2026-02-10T12:00:00Z'
  test.each<readonly [string, readonly CatalogueVersion[], readonly string[]]>([
    ['new subscriptions only', [version(2, 'new', at, perUnit)], ['1 2026-01-10T11']],
    ['all at their next period', [version(2, 'renewal', at, perUnit)], ['1 2026-01-10T11', '2 2026-02-28T23']],
    [
      'all at a period that begins with it',
      [version(2, 'renewal', '2026-01-31T23:00:00Z', perUnit)],
      ['1 2026-01-10T11', '2 2026-01-31T23'],
    ],
    ['all from a date', [version(2, 'date', at, perUnit)], ['1 2026-01-10T11', '2 2026-02-10T12']],
    ['one that begins later, from its beginning', [version(2, 'date', '2026-01-05T00:00:00Z', perUnit)], ['2 2026-01-10T11']],
    [
      'none at a renewal before its first',
      [version(2, 'renewal', '2026-01-05T00:00:00Z', perUnit)],
      ['1 2026-01-10T11', '2 2026-01-31T23'],
    ],
    [
      'one after another',
      [version(2, 'date', at, perUnit), version(3, 'new', at, perUnit), version(4, 'renewal', at, perUnit)],
      ['1 2026-01-10T11', '2 2026-02-10T12', '4 2026-02-28T23'],
    ],
    [
      'a later one takes the place of what had not begun',
      [version(2, 'renewal', at, perUnit), version(3, 'date', '2026-02-20T00:00:00Z', perUnit)],
      ['1 2026-01-10T11', '3 2026-02-20T00'],
    ],
    [
      'not where the offer is gone',
      [{ ...version(2, 'date', at, perUnit), catalogue: { services: {}, meters: {}, offers: {} } }],
      ['1 2026-01-10T11'],
    ],
    ['not in another currency', [version(2, 'date', at, perUnit, 'currency: USD')], ['1 2026-01-10T11']],
    ['not in other periods', [version(2, 'date', at, perUnit, 'currency: EUR, billing: { every: week }')], ['1 2026-01-10T11']],
    [
      'again once the offer is back',
      [version(2, 'date', at, perUnit, 'currency: USD'), version(3, 'date', '2026-02-20T00:00:00Z', perUnit)],
      ['1 2026-01-10T11', '3 2026-02-20T00'],
    ],
  ])('%s', (_what, later, expected) => expect(rated([bought, ...later])).toEqual(expected))

  test('not one that ended before', () => {
    const untilMs = Date.parse('2026-02-20T00:00:00Z')
    const later = [version(2, 'renewal', at, perUnit), version(3, 'date', '2026-02-20T00:00:00Z', perUnit)]
    expect(rated([bought, ...later], 'used', { untilMs })).toEqual(['1 2026-01-10T11'])
  })
})

describe('within a period', () => {
  const at = '2026-02-10T12:00:00Z'
  const now = ['1 2026-01-10T11', '2 2026-02-10T12']
  const atDay = ['1 2026-01-10T11', '2 2026-02-09T23']
  const atPeriod = ['1 2026-01-10T11', '2 2026-02-28T23']
  const atQuarter = ['1 2026-01-10T11', '2 2026-03-31T22']
  const atYear = ['1 2026-01-10T11', '2 2026-12-31T23']
  const used = (more: string): string => `used: { model: per_unit, name: Used, meter: used, ${more} }`
  const fee = (more: string): string => `used: { model: flat, name: Fee, amount: "1", timing: arrears, ${more} }`
  const banded = used(
    'bands: [{ name: peak, unitPrice: "2", when: [{ from: "16:00", until: "20:00" }] }, { name: rest, unitPrice: "1" }]',
  )
  test.each<readonly [string, string, string, readonly string[]]>([
    ['a price of each unit changes at once', perUnit, used('unitPrice: "2"'), now],
    ['bands too', perUnit, banded, now],
    ['tiers not', perUnit, tiered, atPeriod],
    ['nor what had tiers', tiered, perUnit, atPeriod],
    ['nor packages', perUnit, 'used: { model: package, name: Used, meter: used, packageSize: "2", packagePrice: "1" }', atPeriod],
    ['nor what includes a quantity', used('unitPrice: "1", includedQuantity: "5"'), perUnit, atPeriod],
    ['nor with a minimum', perUnit, used('unitPrice: "1", minimum: "5"'), atPeriod],
    ['nor with a maximum', used('unitPrice: "1", maximum: "5"'), perUnit, atPeriod],
    ['nor what looks at the period', perUnit, 'used: { model: per_unit, name: Most, meter: most, unitPrice: "1" }', atPeriod],
    ['nor free events', perUnit, used('unitPrice: "1", free: { events: 2 }'), atPeriod],
    ['nor sessions with steps', perUnit, used('unitPrice: "1", step: "5"'), atPeriod],
    ['a fee of each day, from the whole day', fee('every: day'), fee('every: day'), atDay],
    ['a month by days, from the whole day', fee('every: month, proration: day'), fee('every: month, proration: day'), atDay],
    ['a month by seconds, at once', fee('every: month, proration: second'), fee('every: month, proration: second'), now],
    ['by seconds and by days, from the whole day', fee('every: month, proration: second'), fee('every: day'), atDay],
    ['a month that is not divided, with the period', fee('every: month'), fee('every: month, proration: day'), atPeriod],
    [
      'a fee in advance, with the month',
      fee('every: month, proration: day').replace('arrears', 'advance'),
      fee('every: day'),
      atPeriod,
    ],
    ['a fee that becomes one in advance too', fee('every: day'), fee('every: month').replace('arrears', 'advance'), atPeriod],
    ['a year in advance, with its year', fee('every: year').replace('arrears', 'advance'), fee('every: year'), atYear],
    ['a quarter that is not divided, with its quarter', fee('every: quarter'), fee('every: month'), atQuarter],
    [
      'a quarter by days, from the whole day',
      fee('every: quarter, proration: day'),
      fee('every: quarter, proration: day'),
      atDay,
    ],
    ['the most of a day, with the period', used('unitPrice: "1", maximumPerDay: "5"'), perUnit, atPeriod],
    ['a fee that is asked once stays as it was bought', fee('every: once'), fee('every: once'), ['1 2026-01-10T11']],
    [
      'a price that is new begins at once',
      'other: { model: flat, name: Fee, amount: "1", timing: arrears, every: day }',
      perUnit,
      now,
    ],
    [
      'tiers that are new, with the period',
      'other: { model: flat, name: Fee, amount: "1", timing: arrears, every: day }',
      tiered,
      atPeriod,
    ],
  ])('%s', (what, before, after, expected) => {
    const [first, second] = [version(1, 'new', from, before), version(2, 'date', at, after)]
    expect(rated([first, second]), what).toEqual(expected)
  })

  test.each([
    ['a spend limit', 'currency: EUR, spend: { maximum: "5" }', atPeriod],
    ['a discount of an amount', 'currency: EUR, discounts: { less: { name: Less, amount: "5" } }', atPeriod],
    ['a discount of a part', 'currency: EUR, discounts: { less: { name: Less, percent: "5" } }', now],
  ])('an offer with %s', (_what, offer, expected) => {
    expect(rated([bought, version(2, 'date', at, perUnit, offer)])).toEqual(expected)
    expect(rated([version(1, 'new', from, perUnit, offer), version(2, 'date', at, perUnit)])).toEqual(expected)
  })

  test('tiers that wait for a period are passed over by what comes before it', () => {
    const later = [version(2, 'date', at, tiered), version(3, 'date', '2026-02-20T00:00:00Z', used('unitPrice: "3"'))]
    expect(rated([bought, ...later])).toEqual(['1 2026-01-10T11', '3 2026-02-20T00'])
  })
})

test.each([
  ['weeks', 'billing: { every: week }', '2 2026-02-15T23'],
  ['anniversaries', 'billing: { starts: anniversary }', '2 2026-03-09T23'],
  ['quarters', 'billing: { every: quarter }', '2 2026-03-31T22'],
])('of an offer that is billed by %s, the next one is meant', (_what, billing, expected) => {
  const offer = `currency: EUR, ${billing}`
  const before = version(1, 'new', from, perUnit, offer)
  for (const [touches, prices] of [
    ['renewal', perUnit],
    ['date', tiered],
  ] as const) {
    expect(rated([before, version(2, touches, '2026-02-10T12:00:00Z', prices, offer)])).toEqual(['1 2026-01-10T11', expected])
  }
})

test('the minimum term stays as it was bought', () => {
  const offers = ['currency: EUR, minimumTerm: { months: 12 }', 'currency: EUR, minimumTerm: { months: 24 }', 'currency: EUR']
  const versions = offers.map((offer, index) => version(index + 1, 'date', `2026-0${index + 1}-20T00:00:00Z`, perUnit, offer))
  const ids = { id: 'sub_1', account: 'acct_1', order: 'ord_1', offer: 'sample', catalogueVersion: 1, zone: paris } as const
  const cards = rateCards({ ...ids, fromMs: Date.parse(from) }, versions)
  expect(cards.map(({ offer }) => offer.minimumTerm?.months)).toEqual([12, 12, 12])
})
