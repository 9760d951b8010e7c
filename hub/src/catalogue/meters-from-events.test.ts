import { expect, test } from 'vitest'
import { parseCatalogue } from './parse-catalogue.ts'

const catalogue = (meter: string, quota = '') => `
services: { sample.use: { name: Sample, actions: [use] } }
meters: { used: { service: sample.use, record: reading, reading: used, aggregation: sum, unit: unit, ${meter} } }
offers:
  sample:
    name: Sample
    currency: EUR
    prices:
      used:
        model: per_unit
        name: Used
        meter: used
        bands: [{ name: north, unitPrice: "2", where: { region: [north] } }, { name: rest, unitPrice: "1" }]
    entitlements: [{ service: sample.use, actions: [use], reach: own, lease: {}, quotas: [${quota}] }]
`
const where = 'where: { kind: [large] }'
const quota = '{ meter: used, quantity: "5", every: month }'

test.each<readonly [string, string, string, readonly string[]]>([
  ['events, by any attribute', `from: events, ${where}`, '', []],
  ['devices, by what they cannot tell', where, '', ['meters.used.where', 'offers.sample.prices.used.bands[0].where']],
  ['devices by name, by what they cannot tell', 'from: devices', '', ['offers.sample.prices.used.bands[0].where']],
  ['events, and a quota of it', 'from: events', quota, ['offers.sample.entitlements[0].quotas[0].meter']],
  ['somebody else', 'from: files', '', ['meters.used.from']],
])('a meter that counts %s', (_what, meter, quotas, faults) => {
  const parsed = parseCatalogue(catalogue(meter, quotas))
  expect(parsed.ok ? [] : parsed.error.map(({ path }) => path)).toEqual(faults)
})
