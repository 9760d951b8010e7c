import { formatAmount } from '@octroi/shared/money/amount'
import type { Zone } from '@octroi/shared/time/zone'
import { describe, expect, test } from 'vitest'
import { parseCatalogue } from '../catalogue/parse-catalogue.ts'
import { type RateCard, rateCard } from '../rating/rate-card.ts'
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
