import { expect, test } from 'vitest'
import { parseCatalogue } from './parse-catalogue.ts'

const sound = `services:
  trunk.access: { name: Trunk access, actions: [open] }
  energy.supply: { name: Energy supply }
meters:
  openings: { service: trunk.access, record: opened, aggregation: count, unit: opening }
  import: { service: energy.supply, record: reading, reading: energy, aggregation: sum, unit: Wh }
offers:
  deliveries:
    name: Trunk deliveries
    currency: EUR
    prices:
      opening: { model: per_unit, name: Trunk opening, meter: openings, unitPrice: "2.40" }
    entitlements:
      - { service: trunk.access, actions: [open], reach: consented }
  supply:
    name: Two-band supply
    currency: GBP
    prices:
      energy:
        model: per_unit
        name: Energy
        meter: import
        unit: { name: kWh, size: "1000" }
        bands:
          - { name: peak, unitPrice: "0.2146", when: [{ days: [mon, fri], from: "16:00", until: "20:00" }] }
          - { name: off-peak, unitPrice: "0.1176" }
      standing: { model: flat, name: Standing charge, amount: "0.2347", every: day, timing: arrears }
      calls:
        model: graduated
        name: Calls
        meter: import
        minimum: "1"
        maximum: "20"
        tiers:
          - { upTo: "10", unitPrice: "2", flatFee: "5" }
          - { upTo: "20", unitPrice: "1" }
          - { unitPrice: "0.5" }
      washes:
        model: package
        name: Washes
        meter: import
        includedQuantity: "3"
        packageSize: "10"
        bands:
          - { name: early, packagePrice: "3", when: [{ from: "00:00", until: "06:00" }] }
          - { name: late, packagePrice: "4" }
`

test('reads a sound catalogue, defaults filled in', () => {
  const parsed = parseCatalogue(sound)
  expect(parsed).toMatchObject({ ok: true, value: { services: { 'energy.supply': { actions: [] } } } })
  expect(parsed.ok && Object.keys(parsed.value.offers)).toEqual(['deliveries', 'supply'])
})

test.each<[string, [find: string, replace: string], { path: string; line: number }]>([
  ['a number where text is needed', ['"2.40"', '2.40'], { path: 'offers.deliveries.prices.opening.unitPrice', line: 12 }],
  ['a negative price', ['"2.40"', '"-2.40"'], { path: 'offers.deliveries.prices.opening.unitPrice', line: 12 }],
  ['a price too fine', ['"2.40"', '"0.0000000000001"'], { path: 'offers.deliveries.prices.opening.unitPrice', line: 12 }],
  ['an unknown currency', ['currency: EUR', 'currency: EUX'], { path: 'offers.deliveries.currency', line: 10 }],
  ['an unknown meter', ['meter: openings', 'meter: opening'], { path: 'offers.deliveries.prices.opening.meter', line: 12 }],
  ['a meter of an unknown service', ['service: energy.supply,', 'service: energy,'], { path: 'meters.import.service', line: 6 }],
  [
    'an unknown action',
    ['actions: [open], reach', 'actions: [close], reach'],
    { path: 'offers.deliveries.entitlements[0].actions', line: 14 },
  ],
  ['an unknown field', ['timing: arrears', 'timing: arrears, vat: 20'], { path: 'offers.supply.prices.standing.vat', line: 27 }],
  ['a missing field', ['    currency: GBP\n', ''], { path: 'offers.supply.currency', line: 16 }],
  [
    'a band window that ends before it begins',
    ['until: "20:00"', 'until: "15:00"'],
    { path: 'offers.supply.prices.energy.bands[0].when[0].until', line: 25 },
  ],
  [
    'a rest band that is not last',
    [', when: [{ days: [mon, fri], from: "16:00", until: "20:00" }]', ''],
    { path: 'offers.supply.prices.energy.bands[0].when', line: 25 },
  ],
  ['two bands of one name', ['name: off-peak', 'name: peak'], { path: 'offers.supply.prices.energy.bands[1].name', line: 26 }],
  [
    'both a price and bands',
    ['meter: import', 'meter: import\n        unitPrice: "1"'],
    { path: 'offers.supply.prices.energy.unitPrice', line: 23 },
  ],
  ['tiers out of order', ['upTo: "20"', 'upTo: "9.5"'], { path: 'offers.supply.prices.calls.tiers[1].upTo', line: 36 }],
  ['tiers of one end', ['upTo: "20"', 'upTo: "10"'], { path: 'offers.supply.prices.calls.tiers[1].upTo', line: 36 }],
  [
    'a last tier with an end',
    ['{ unitPrice: "0.5" }', '{ upTo: "30", unitPrice: "0.5" }'],
    { path: 'offers.supply.prices.calls.tiers[2].upTo', line: 37 },
  ],
  ['a tier without end that is not last', ['upTo: "20", ', ''], { path: 'offers.supply.prices.calls.tiers[1].upTo', line: 36 }],
  ['a maximum below the minimum', ['maximum: "20"', 'maximum: "0.99"'], { path: 'offers.supply.prices.calls.maximum', line: 33 }],
  [
    'a field of another model',
    ['packageSize: "10"', 'packageSize: "10"\n        unitPrice: "1"'],
    { path: 'offers.supply.prices.washes.unitPrice', line: 44 },
  ],
  [
    'a package without a size',
    ['        packageSize: "10"\n', ''],
    { path: 'offers.supply.prices.washes.packageSize', line: 39 },
  ],
  [
    'an included quantity given twice',
    ['name: late,', 'name: late, includedQuantity: "1",'],
    { path: 'offers.supply.prices.washes.bands[1].includedQuantity', line: 46 },
  ],
  [
    'an anchor of anniversaries',
    ['currency: GBP', 'currency: GBP\n    billing: { starts: anniversary, anchor: 3 }'],
    { path: 'offers.supply.billing.anchor', line: 18 },
  ],
  [
    'an anchor of weeks',
    ['currency: GBP', 'currency: GBP\n    billing: { every: week, anchor: 3 }'],
    { path: 'offers.supply.billing.anchor', line: 18 },
  ],
  [
    'a minimum term of nothing',
    ['currency: GBP', 'currency: GBP\n    minimumTerm: { months: 0 }'],
    { path: 'offers.supply.minimumTerm.months', line: 18 },
  ],
  [
    'a discount that lasts in two ways',
    ['currency: GBP', 'currency: GBP\n    discounts: { less: { name: Less, amount: "1", months: 2, periods: 2 } }'],
    { path: 'offers.supply.discounts.less.periods', line: 18 },
  ],
  [
    'a day with a beginning of its own',
    ['timing: arrears', 'timing: arrears, starts: calendar'],
    { path: 'offers.supply.prices.standing.starts', line: 27 },
  ],
  [
    'a part of nothing included',
    ['maximum: "20"', 'maximum: "20"\n        includedProration: day'],
    { path: 'offers.supply.prices.calls.includedProration', line: 34 },
  ],
  ['a model that is none', ['model: package', 'model: bundle'], { path: 'offers.supply.prices.washes.model', line: 39 }],
])('names the place of %s', (_what, [find, replace], expected) => {
  expect(sound).toContain(find)
  const parsed = parseCatalogue(sound.replace(find, replace))
  expect(parsed.ok).toBe(false)
  expect(!parsed.ok && parsed.error).toEqual([expect.objectContaining(expected)])
})

test('tells every fault at once, in the order of the file', () => {
  const parsed = parseCatalogue(sound.replace('currency: EUR', 'currency: euro').replace('every: day', 'every: hour'))
  expect(!parsed.ok && parsed.error.map(({ line }) => line)).toEqual([10, 27])
})

test.each([
  ['text that is not YAML', 'services: [', 2],
  ['a key given twice', 'services: {}\nservices: {}', 2],
  ['nothing', '', 1],
  ['a list', '- a', 1],
])('refuses %s', (_what, text, line) => {
  const parsed = parseCatalogue(text)
  expect(parsed.ok).toBe(false)
  expect(!parsed.ok && parsed.error[0]?.line).toBeLessThanOrEqual(line)
})

test('refuses aliases that multiply', () => {
  const levels = Array.from({ length: 12 }, (_, index) => {
    const inner = index === 0 ? '"x"' : `*a${index - 1}`
    return `a${index}: &a${index} [${Array.from({ length: 10 }, () => inner).join(', ')}]`
  })
  expect(parseCatalogue(levels.join('\n')).ok).toBe(false)
})
