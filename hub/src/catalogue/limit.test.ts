import { expect, test } from 'vitest'
import { parseCatalogue } from './parse-catalogue.ts'

const catalogue = (entitlement: string): string => `
services: { home.scenes: { name: Scenes, actions: [play] }, home.alarm: { name: Alarm, actions: [arm] } }
meters:
  scenes: { service: home.scenes, record: performed, aggregation: count, unit: scene }
  most: { service: home.scenes, record: reading, reading: noise, aggregation: max, unit: dB }
  told: { service: home.scenes, record: reading, reading: told, from: events, aggregation: sum, unit: call }
  alarms: { service: home.alarm, record: performed, aggregation: count, unit: alarm }
offers: { sample: { name: Sample, currency: EUR, entitlements: [{ service: home.scenes, reach: own, ${entitlement} }] } }
`
const limit = (more = '', meter = 'scenes'): string => `limit: { meter: ${meter}, quantity: "10", every: month${more} }`
const lease = 'lease: {}'
const offline = ', offline: { perDevice: "2" }'

test.each([
  ['a limit', limit()],
  ['a limit with an action', `actions: [play], ${limit()}`],
  ['a limit once', 'limit: { meter: scenes, quantity: "0.5", every: once, expiresAfterDays: 30 }'],
  ['a soft limit with a lease', `actions: [play], ${lease}, ${limit(', kind: soft')}`],
  ['parts for devices', `actions: [play], ${lease}, ${limit(offline)}`],
  ['a limit on what services without a device tell', limit('', 'told')],
  ['values', 'value: { users: 5, plan: plus, beta: true }'],
])('%s may stand', (_what, entitlement) => {
  expect(parseCatalogue(catalogue(entitlement))).toMatchObject({ ok: true })
})

test.each([
  ['nothing that it allows, limits or tells', 'value: {}', 'value'],
  ['no action and nothing else', 'quotas: []', 'actions'],
  ['a meter that is not there', limit('', 'none'), 'limit.meter'],
  ['a meter of another service', limit('', 'alarms'), 'limit.meter'],
  ['a meter that does not add up', limit('', 'most'), 'limit.meter'],
  ['a threshold twice', limit(', notices: [50, 50]'), 'limit.notices[1]'],
  [
    'what is granted once and rolls over',
    'limit: { meter: scenes, quantity: "1", every: once, rollover: { atMost: "1" } }',
    'limit.rollover',
  ],
  ['what rolls over and expires', limit(', rollover: { atMost: "1" }, expiresAfterDays: 9'), 'limit.expiresAfterDays'],
  ['parts without a lease', limit(offline), 'limit.offline'],
  ['a hard limit that no device with a lease would keep', `actions: [play], ${lease}, ${limit()}`, 'limit.offline'],
  ['parts of a soft limit', `actions: [play], ${lease}, ${limit(`, kind: soft${offline}`)}`, 'limit.offline'],
  [
    'parts greater than the whole',
    `actions: [play], ${lease}, ${limit(', offline: { perDevice: "11" }')}`,
    'limit.offline.perDevice',
  ],
  ['parts of what no device counts', `${lease}, ${limit(offline, 'told')}`, 'limit.offline'],
  [
    'parts beside a quota of the lease',
    `actions: [play], ${lease}, quotas: [{ meter: scenes, quantity: "1", every: month }], ${limit(offline)}`,
    'quotas',
  ],
])('%s is refused, with its place', (_what, entitlement, path) => {
  const parsed = parseCatalogue(catalogue(entitlement))
  const paths = parsed.ok ? [] : parsed.error.map((each) => each.path)
  expect(paths).toContain(`offers.sample.entitlements[0].${path}`)
})
