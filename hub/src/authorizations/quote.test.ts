import { formatAmount } from '@octroi/shared/money/amount'
import type { Zone } from '@octroi/shared/time/zone'
import { describe, expect, test } from 'vitest'
import { parseCatalogue } from '../catalogue/parse-catalogue.ts'
import { type RateCard, rateCard } from '../rating/rate-card.ts'
import { rateCards } from '../rating/rate-cards.ts'
import { canQuote, quoteUse } from './quote.ts'

const catalogue = parseCatalogue(`
services: { trunk.access: { name: Trunk access, actions: [open] } }
meters: { openings: { service: trunk.access, record: opened, aggregation: count, unit: opening } }
offers:
  fixed:
    name: Fixed
    currency: EUR
    prices: { opening: { model: per_unit, name: Opening, meter: openings, unitPrice: "2.405" } }
  banded:
    name: Banded
    currency: EUR
    prices:
      opening:
        model: per_unit
        name: Opening
        meter: openings
        bands:
          - { name: evening, unitPrice: "5", when: [{ from: "18:00", until: "22:00" }] }
          - { name: rest, unitPrice: "2" }
  free: { name: Free, currency: EUR }
  several:
    name: Several
    currency: JPY
    prices:
      opening: { model: per_unit, name: Opening, meter: openings, unitPrice: "100" }
      insurance: { model: per_unit, name: Insurance, meter: openings, unitPrice: "20.5" }
  tiered:
    name: Tiered
    currency: EUR
    prices: { opening: { model: volume, name: Opening, meter: openings, tiers: [{ unitPrice: "2" }] } }
  capped:
    name: Capped
    currency: EUR
    prices: { opening: { model: per_unit, name: Opening, meter: openings, unitPrice: "2", maximum: "20" } }
`)

function cards(offer: string): readonly RateCard[] {
  if (!catalogue.ok) throw new Error('the catalogue has faults')
  const subscription = {
    id: 'sub_1',
    account: 'acct_1',
    order: 'ord_1',
    catalogueVersion: 1,
    zone: 'Europe/Paris' as Zone,
    fromMs: 0,
  } as const
  return [rateCard({ ...subscription, offer }, catalogue.value)]
}

function quote(offer: string, from: string, until: string): string {
  const { amount } = quoteUse(cards(offer), 'trunk.access', { fromMs: Date.parse(from), untilMs: Date.parse(until) })
  return `${formatAmount(amount)} ${amount.currency}`
}

describe('the price of one use', () => {
  test.each([
    ['is rounded to what can be paid', 'fixed', '2026-11-23T09:00:00Z', '2026-11-23T09:30:00Z', '2.41 EUR'],
    ['is that of the band the window lies in', 'banded', '2026-11-23T09:00:00Z', '2026-11-23T09:30:00Z', '2.00 EUR'],
    ['is that of the dearest band the window touches', 'banded', '2026-11-23T16:45:00Z', '2026-11-23T17:15:00Z', '5.00 EUR'],
    ['is nothing where the offer includes it', 'free', '2026-11-23T09:00:00Z', '2026-11-23T09:30:00Z', '0.00 EUR'],
    ['adds up every price that counts it', 'several', '2026-11-23T09:00:00Z', '2026-11-23T09:30:00Z', '121 JPY'],
  ])('%s', (_what, offer, from, until, expected) => {
    expect(quote(offer, from, until)).toBe(expected)
  })
})

test.each([
  ['fixed', true],
  ['banded', true],
  ['free', true],
  ['tiered', false],
  ['capped', false],
])('whether one use under %s can be priced beforehand: %s', (offer, expected) => {
  expect(canQuote(cards(offer), 'trunk.access', { fromMs: 0, untilMs: 1 })).toBe(expected)
})

describe('where the price changes at noon', () => {
  const openingAt = (price: string) =>
    parseCatalogue(`
services: { trunk.access: { name: Trunk access, actions: [open] } }
meters: { openings: { service: trunk.access, record: opened, aggregation: count, unit: opening } }
offers: { sample: { name: Sample, currency: EUR, prices: { ${price} } } }
`)
  const opening = (price: string, key = 'opening') =>
    `${key}: { model: per_unit, name: Opening, meter: openings, unitPrice: "${price}" }`
  const versionOf = (price: string, index: number) => {
    const parsed = openingAt(price)
    if (!parsed.ok) throw new Error('the catalogue has faults')
    const effectiveFromMs = index === 0 ? 0 : Date.parse('2026-11-23T12:00:00Z')
    return {
      version: index + 1,
      touches: 'date',
      effectiveFromMs,
      publishedAtMs: 0,
      source: '',
      catalogue: parsed.value,
    } as const
  }
  const ids = { id: 'sub_1', account: 'acct_1', order: 'ord_1', offer: 'sample', catalogueVersion: 1, fromMs: 0 } as const
  const versions = (...prices: readonly string[]) => rateCards({ ...ids, zone: 'UTC' as Zone }, prices.map(versionOf))
  const window = (from: string, until: string) => ({
    fromMs: Date.parse(`2026-11-23T${from}Z`),
    untilMs: Date.parse(`2026-11-23T${until}Z`),
  })
  const [morning, noon, evening] = [window('09:00', '10:00'), window('11:30', '12:30'), window('12:00', '13:00')]

  test.each([
    ['before', morning, opening('2'), opening('3'), '2.00'],
    ['after', evening, opening('2'), opening('3'), '3.00'],
    ['over it, the dearer', noon, opening('2'), opening('3'), '3.00'],
    ['over it, the dearer that was', noon, opening('4'), opening('3'), '4.00'],
    ['over it, of which only one is ever asked', noon, opening('4'), opening('3', 'other'), '4.00'],
    ['over it, where it is free before', noon, '', opening('3'), '3.00'],
    ['over it, where it is free after', noon, opening('3'), '', '3.00'],
    ['where it is free after', evening, opening('3'), '', '0.00'],
  ])('%s', (_what, asked, before, after, expected) => {
    expect(formatAmount(quoteUse(versions(before, after), 'trunk.access', asked).amount)).toBe(expected)
  })

  test('tiers of the version in force alone stand against a quote', () => {
    const tiered = 'opening: { model: graduated, name: Opening, meter: openings, tiers: [{ unitPrice: "1" }] }'
    const cards = versions(opening('2'), tiered)
    const december = { fromMs: Date.parse('2026-12-01T00:00:00Z'), untilMs: Date.parse('2026-12-01T01:00:00Z') }
    // They change with the month.
    expect([evening, december].map((asked) => canQuote(cards, 'trunk.access', asked))).toEqual([true, false])
  })
})
