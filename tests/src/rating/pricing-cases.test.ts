import { splitCharge } from '@octroi/hub/settlement/split-charge'
import { formatAmount, roundToAmount } from '@octroi/shared/money/amount'
import type { Currency } from '@octroi/shared/money/currency'
import { formatExact, parseExact } from '@octroi/shared/money/decimal'
import { parseQuantity } from '@octroi/shared/money/quantity'
import { type Rational, rational, subtract, sum } from '@octroi/shared/money/rational'
import { describe, expect, test } from 'vitest'
import { rateSample, samplePrice } from '../kit/sample-price.ts'

/**
 * Figures of public pricing tests and specifications, transcribed from the sources that each group names. What is decided
 * otherwise here, and what is not priced yet, stands in docs/reference/pricing-cases.md.
 */
function total(fields: string, quantity: string): Rational {
  const { bands } = rateSample(samplePrice(fields), { all: parseQuantity(quantity) ?? 0n })
  return sum(bands.map(({ exact }) => exact))
}

/** `10: 10 + 2, 20: 5 + 3, 5 + 3`: up to 10 at 10 each and a fee of 2, and so on; the last tier has no end. */
function tiers(text: string): string {
  const written = text.split(', ').map((tier) => {
    const [, end, unitPrice, fee] = /^(?:(\S+): )?(\S+)(?: \+ (\S+))?$/.exec(tier) ?? []
    const upTo = end === undefined ? '' : `upTo: "${end}", `
    return `{ ${upTo}unitPrice: "${unitPrice}"${fee === undefined ? '' : `, flatFee: "${fee}"`} }`
  })
  return `tiers: [${written.join(', ')}]`
}

const graduated = (text: string): string => `model: graduated, ${tiers(text)}`
const volume = (text: string): string => `model: volume, ${tiers(text)}`
const perUnit = (unitPrice: string): string => `model: per_unit, unitPrice: "${unitPrice}"`
const packages = (size: string, price: string): string => `model: package, packageSize: "${size}", packagePrice: "${price}"`

type Case = readonly [id: string, price: string, quantity: string, expected: string]

/** getlago/lago-api at 1b1c24a6a6c3, spec/services/charge_models: graduated, volume, package and standard service specs. */
const lagoGraduated = graduated('10: 10 + 2, 20: 5 + 3, 5 + 3')
const lagoVolume = volume('100: 2 + 10, 200: 1, 0.5 + 50')
const lago: readonly Case[] = [
  ['LAGO-GRAD-0', lagoGraduated, '0', '2'],
  ['LAGO-GRAD-11', lagoGraduated, '11', '110'],
  ['LAGO-GRAD-DEC-0.05', graduated('0.1: 10, 1: 5, 2'), '0.05', '0.5'],
  ['LAGO-VOL-0', lagoVolume, '0', '10'],
  ['LAGO-VOL-100.5', lagoVolume, '100.5', '100.5'],
  ['LAGO-VOL-210', lagoVolume, '210', '155'],
  ['LAGO-PKG-free0', packages('10', '100'), '121', '1300'],
  ['LAGO-STD', perUnit('5.12345'), '10', '51.2345'],
]

/** openmeterio/openmeter at 7e57a394a028, openmeter/billing/rating/service/rate: the tests of tiers, packages, unit conversion and credits. */
const openMeterGraduated = graduated('5: 0 + 100, 10: 0 + 50, 15: 10, 5')
const openMeterVolume = volume('5: 0 + 100, 10: 0 + 150, 15: 10, 5')
const thousands = 'unit: { name: thousand, size: "1000", rounding: up }'
const credited = graduated('5: 0 + 100, 10: 0 + 50, 1')
const openMeter: readonly Case[] = [
  ['OM-GRAD-3', openMeterGraduated, '3', '100'],
  ['OM-GRAD-7', openMeterGraduated, '7', '150'],
  ['OM-GRAD-L22', graduated('5: 0 + 100, 10: 0 + 50, 15: 5, 1'), '22', '182'],
  ['OM-VOL-7', openMeterVolume, '7', '150'],
  ['OM-VOL-16', openMeterVolume, '16', '80'],
  ['OM-PKG-0', packages('10', '15'), '0', '0'],
  ['OM-PKGCOUNT-0', packages('10', '1'), '0', '0'],
  ['OM-PKGCOUNT-10', packages('10', '1'), '10', '1'],
  ['OM-CONV-1', `${perUnit('10')}, ${thousands}`, '1400', '20'],
  ['OM-CONV-4', `${perUnit('10')}, ${thousands}, includedQuantity: "0.5"`, '1400', '15'],
  ['OM-CREDIT-1 before its credit', credited, '15', '155'],
  ['OM-CREDIT-4 before its credit', `${credited}, minimum: "200"`, '10', '200'],
]

/** flexprice/flexprice at e4b5303fde24, internal/ee/service/price_test.go. */
const flexTiers = '10: 50, 20: 40, 30'
const flexFree = graduated('5: 0, 10: 2, 3')
const flex: readonly Case[] = [
  ['FLEX-GRAD-25', graduated(flexTiers), '25', '1050'],
  ['FLEX-GRADFREE-7', flexFree, '7', '4'],
  ['FLEX-GRADFREE-15', flexFree, '15', '25'],
  ['FLEX-GRADFLAT-12', graduated('5: 0 + 1, 10: 1 + 2, 2'), '12', '12'],
  ['FLEX-VOL-15', volume(flexTiers), '15', '600'],
  ['FLEX-PKG-up-50', packages('100', '1'), '50', '1'],
]

/** Stripe's public documentation of tiered pricing, docs.stripe.com/subscriptions/pricing-models/tiered-pricing and an older copy. */
const stripe: readonly Case[] = [
  ['STRIPE-VOL-5', volume('5: 7, 10: 6.5, 6'), '5', '35'],
  ['STRIPE-VOL-25', volume('5: 7, 10: 6.5, 6'), '25', '150'],
  ['STRIPE-OLDVOL-6', volume('5: 5, 10: 4, 15: 3, 20: 2, 1'), '6', '24'],
]

/** killbill/killbill at cb60779c1713, Utility-v1.xml and Utility-v2.xml: blocks of one, which whole records make tiers. */
const killBill: readonly Case[] = [
  ['KB-KWH-1, at the version of that month', graduated('1000: 1.5, 2'), '200', '300'],
  ['KB-KWH-4, at the version of that month', graduated('1000: 2.5, 3'), '1100', '2800'],
]

/** ocpi/ocpi at 3979887793d9, mod_tariffs.asciidoc and its examples: sessions of energy alone, one in the month, before VAT. */
const ocpi: readonly Case[] = [
  ['OCPI-01', perUnit('0.25'), '20', '5'],
  ['OCPI-04', `${perUnit('0.25')}, minimum: "0.5"`, '20', '5'],
]

test.each([...lago, ...openMeter, ...flex, ...stripe, ...killBill, ...ocpi])('%s', (_id, price, quantity, expected) => {
  expect(formatExact(total(price, quantity))).toBe(expected)
})

/** openmeterio/openmeter at 7e57a394a028: what a later part of a period adds is the total with it less the total without. */
const cappedTiers = `${graduated('5: 0 + 100, 10: 0 + 50, 15: 5, 1')}, maximum: "170"`
test.each([
  ['OM-GRAD-MAX', cappedTiers, '12', '160', '22', '10'],
  ['OM-UNIT-MAX', `${perUnit('10')}, maximum: "100"`, '7', '70', '12', '30'],
  ['OM-FREE-1', `${perUnit('1')}, includedQuantity: "10"`, '5', '0', '20', '10'],
])('%s', (_id, price, before, billed, after, added) => {
  expect(formatExact(total(price, before))).toBe(billed)
  expect(formatExact(subtract(total(price, after), total(price, before)))).toBe(added)
})

/** openmeterio/openmeter README.md and flexprice/flexprice billing_rounding_test.go: half away from zero, line by line. */
describe('rounding', () => {
  const rounded = (text: string, currency: string): bigint =>
    roundToAmount(parseExact(text) ?? rational(-1n), currency as Currency).minor

  test.each([
    ['OM-ROUND-1', '1.235', 'USD', '1.24'],
    ['FLEX-ROUND-3', '10.275', 'USD', '10.28'],
    ['FLEX-ROUND-6', '99.996', 'EUR', '100.00'],
  ])('%s', (_id, exact, currency, expected) => {
    expect(formatAmount({ minor: rounded(exact, currency), currency: currency as Currency })).toBe(expected)
  })

  test.each([
    ['FLEX-SUM-1', ['10.333333', '10.333333', '10.333333'], 3099n],
    ['FLEX-SUM-4', ['0.011', '0.012', '0.013', '0.014', '0.015'], 6n],
  ])('%s', (_id, lines, expected) => {
    expect(lines.reduce((minor, line) => minor + rounded(line, 'USD'), 0n)).toBe(expected)
  })
})

/** sluFicodes/business-ecosystem-charging-backend at 632462794e93, test_settlements.py. */
test('FIW-1: a provider takes 70 of 100, the aggregator keeps 30', () => {
  const take = { kind: 'part', part: rational(7n, 10n), of: 'gross' } as const
  const parties = splitCharge(rational(100n), 'acct_aggregator', [{ account: 'acct_provider', take, shares: [] }])
  expect(parties.map(({ account, exact }) => `${account} ${formatExact(exact)}`).toSorted()).toEqual([
    'acct_aggregator 30',
    'acct_provider 70',
  ])
})
