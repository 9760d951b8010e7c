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
