import { formatExact } from '@octroi/shared/money/decimal'
import { parseQuantity } from '@octroi/shared/money/quantity'
import type { Zone } from '@octroi/shared/time/zone'
import { describe, expect, test } from 'vitest'
import { parseCatalogue } from '../catalogue/parse-catalogue.ts'
import { type MeteredPrice, rateCard } from './rate-card.ts'
import { isFixed, ratePrice } from './rate-price.ts'

/** A price as the catalogue writes it, in one line. */
function priceOf(fields: string): MeteredPrice {
  const parsed = parseCatalogue(`
services: { energy.supply: { name: Energy } }
meters: { import: { service: energy.supply, record: reading, reading: energy, aggregation: sum, unit: Wh } }
offers: { supply: { name: Supply, currency: EUR, prices: { energy: { name: Energy, meter: import, ${fields} } } } }
`)
  if (!parsed.ok) throw new Error(parsed.error.map(({ path, detail }) => `${path} ${detail}`).join())
  const subscription = {
    id: 'sub_1',
    account: 'acct_1',
    order: 'ord_1',
    offer: 'supply',
    catalogueVersion: 1,
    fromMs: 0,
  } as const
  const [price] = rateCard({ ...subscription, zone: 'Europe/Paris' as Zone }, parsed.value).metered
  if (price === undefined) throw new Error('no price')
  return price
}

/** `peak 3, rest 8` in the meter's unit; what the bands come to, and the steps of each. */
function rated(fields: string, used: Readonly<Record<string, string>>): readonly string[] {
  const quantities = new Map(
    Object.entries(used).map(([band, text]) => [band, { quantity: parseQuantity(text) ?? 0n, unpriced: 0n }]),
  )
  return ratePrice(priceOf(fields), quantities).bands.map(({ band, exact, explanation }) => {
    return `${band} ${formatExact(exact)}: ${explanation.join('; ')}`
  })
}

const windows = 'when: [{ from: "16:00", until: "20:00" }]'
const graduatedBands = `model: graduated, bands: [
  { name: peak, tiers: [{ upTo: "10", unitPrice: "2", flatFee: "1" }, { unitPrice: "1" }], ${windows} },
  { name: rest, tiers: [{ upTo: "5", unitPrice: "0.5", flatFee: "3" }, { unitPrice: "0.1", flatFee: "4" }] }]`

describe('tiers are of each band', () => {
  test('each band climbs its own', () => {
    expect(rated(graduatedBands, { peak: '12', rest: '5' })).toEqual([
      'peak 23: up to 10: 10 Wh at peak × 2 = 20; up to 10: flat fee 1; above 10: 2 Wh at peak × 1 = 2; 20 + 1 + 2 = 23',
      'rest 5.5: up to 5: 5 Wh at rest × 0.5 = 2.5; up to 5: flat fee 3; 2.5 + 3 = 5.5',
    ])
  })

  test('a band without use pays no fee while another is used', () => {
    expect(rated(graduatedBands, { rest: '1' })).toEqual([
      'peak 0: 0 Wh at peak = 0',
      'rest 3.5: up to 5: 1 Wh at rest × 0.5 = 0.5; up to 5: flat fee 3; 0.5 + 3 = 3.5',
    ])
  })

  test('without any use the least fee of a first tier is charged, once and not once a band', () => {
    expect(rated(graduatedBands, {})).toEqual([
      'peak 1: up to 10: 0 Wh at peak × 2 = 0; up to 10: flat fee 1; 0 + 1 = 1',
      'rest 0: 0 Wh at rest = 0',
    ])
    expect(rated(graduatedBands.replace('flatFee: "3"', 'flatFee: "0.5"'), {}).map((line) => line.split(':')[0])).toEqual([
      'peak 0',
      'rest 0.5',
    ])
  })
})

describe('included quantities', () => {
  const perUnit = `model: per_unit, bands: [{ name: peak, unitPrice: "2", ${windows} }, { name: rest, unitPrice: "1" }]`

  test('shared, they divide pro rata to what the bands used', () => {
    expect(rated(`${perUnit}, includedQuantity: "4"`, { peak: '6', rest: '2' })).toEqual([
      'peak 6: 6 Wh at peak less 3 included = 3 Wh; 3 Wh at peak × 2 = 6',
      'rest 1: 2 Wh at rest less 1 included = 1 Wh; 1 Wh at rest × 1 = 1',
    ])
  })

  test('of a band, they stay in it', () => {
    const own = perUnit.replace('name: rest,', 'name: rest, includedQuantity: "4",')
    expect(rated(own, { peak: '6', rest: '9' })).toEqual([
      'peak 12: 6 Wh at peak × 2 = 12',
      'rest 5: 9 Wh at rest less 4 included = 5 Wh; 5 Wh at rest × 1 = 5',
    ])
  })

  test('use that is included whole costs nothing, and a tiered price its first fee', () => {
    expect(rated(`${perUnit}, includedQuantity: "9"`, { peak: '6', rest: '2' }).map((line) => line.split(':')[0])).toEqual([
      'peak 0',
      'rest 0',
    ])
    const tiered =
      'model: graduated, tiers: [{ upTo: "3", unitPrice: "1", flatFee: "2" }, { unitPrice: "9" }], includedQuantity: "5"'
    expect(rated(tiered, { all: '5' })[0]).toMatch(/^all 2: /)
    expect(rated(tiered, { all: '9' })[0]).toMatch(/^all 14: 9 Wh less 5 included = 4 Wh; /)
  })
})

test('the order of the steps: convert and round, included quantity, model, minimum, maximum', () => {
  const fields = `model: package, packageSize: "10", packagePrice: "4", unit: { name: kWh, size: "1000", rounding: up },
    includedQuantity: "2.5", minimum: "9", maximum: "11"`
  const inKwh = (kwh: string): string => rated(fields, { all: `${kwh}000` })[0] ?? ''
  // 12.4 kWh round up to 13; less 2.5 are 10.5, which begin two packages: 8, raised to 9.
  expect(rated(fields, { all: '12400' })).toEqual([
    'all 9: 12.4 kWh rounded up to 13; 13 kWh less 2.5 included = 10.5 kWh; 10.5 kWh: 2 packages of 10 × 4 = 8; price minimum 9: 9',
  ])
  expect(inKwh('33')).toMatch(/^all 11: 33 kWh less 2.5 included = 30.5 kWh; .*4 = 16; price maximum 11: 11$/)
  expect(inKwh('0')).toMatch(/^all 9: 0 kWh: 0 packages of 10 × 4 = 0; price minimum 9: 9/)
})

test.each([
  ['per unit', 'model: per_unit, unitPrice: "2"', true],
  ['per unit in bands', `model: per_unit, bands: [{ name: a, unitPrice: "2", ${windows} }, { name: b, unitPrice: "1" }]`, true],
  ['with a unit of its own', 'model: per_unit, unitPrice: "2", unit: { name: kWh, size: "1000" }', true],
  ['with a rounded total', 'model: per_unit, unitPrice: "2", unit: { name: kWh, size: "1000", rounding: up }', false],
  ['with an included quantity', 'model: per_unit, unitPrice: "2", includedQuantity: "1"', false],
  [
    'with one in a band',
    `model: per_unit, bands: [{ name: a, unitPrice: "2", includedQuantity: "1", ${windows} }, { name: b, unitPrice: "1" }]`,
    false,
  ],
  ['with a minimum', 'model: per_unit, unitPrice: "2", minimum: "0"', false],
  ['with a maximum', 'model: per_unit, unitPrice: "2", maximum: "5"', false],
  ['graduated', 'model: graduated, tiers: [{ unitPrice: "2" }]', false],
  ['volume', 'model: volume, tiers: [{ unitPrice: "2" }]', false],
  ['stairstep', 'model: stairstep, tiers: [{ amount: "2" }]', false],
  ['package', 'model: package, packageSize: "1", packagePrice: "2"', false],
])('whether an event costs the same whatever the month brings: %s', (_what, fields, expected) => {
  expect(isFixed(priceOf(fields))).toBe(expected)
})
