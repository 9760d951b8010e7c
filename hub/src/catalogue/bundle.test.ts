import { expect, test } from 'vitest'
import { parseCatalogue } from './parse-catalogue.ts'

const sound = `services: { home.alarm: { name: Alarm, actions: [arm] } }
meters:
  arms: { service: home.alarm, record: performed, aggregation: count, unit: arming }
offers:
  alarm:
    name: Alarm
    currency: EUR
    prices: { fee: { model: flat, name: Alarm, amount: "5", every: month, timing: arrears } }
    entitlements: [{ service: home.alarm, actions: [arm], reach: own }]
    discounts: { welcome: { name: Welcome, percent: "10", months: 2 } }
  arms:
    name: Arms
    currency: EUR
    prices: { arm: { model: per_unit, name: Arming, meter: arms, unitPrice: "1" } }
  home:
    name: Home
    currency: EUR
    includes: [alarm, arms]
    prices: { fee: { model: flat, name: Home, amount: "2", every: month, timing: arrears } }
    discounts: { together: { name: Together, amount: "1" } }
  extra:
    name: Extra
    currency: EUR
    requires: [home, alarm]
`

test('a bundle is written out: prices, discounts and entitlements of its parts beside its own', () => {
  const parsed = parseCatalogue(sound)
  const home = parsed.ok ? parsed.value.offers.home : undefined
  expect(Object.keys(home?.prices ?? {})).toEqual(['fee', 'alarm.fee', 'arms.arm'])
  expect(home?.discounts).toEqual({
    'alarm.welcome': { name: 'Welcome', percent: '10', months: 2, prices: ['alarm.fee'] },
    together: { name: 'Together', amount: '1' },
  })
  expect(home?.entitlements).toMatchObject([{ service: 'home.alarm', actions: ['arm'] }])
  expect(home).not.toHaveProperty('includes')
  expect(parsed.ok && parseCatalogue(JSON.stringify(parsed.value))).toEqual(parsed)
})

test.each<[string, [find: string, replace: string], string, number]>([
  ['a part that is not there', ['[alarm, arms]', '[alarm, arm]'], 'no offer `arm`', 18],
  ['a part that is named twice', ['[alarm, arms]', '[alarm, alarm]'], 'named twice', 18],
  ['a bundle in a bundle', ['requires: [home, alarm]', 'includes: [home]'], 'is a bundle itself: name the offers in it', 24],
  ['another currency', ['name: Arms\n    currency: EUR', 'name: Arms\n    currency: GBP'], 'is in GBP, and not in EUR', 18],
  ['a part with limits', ['name: Arms\n', 'name: Arms\n    spend: { maximum: "3" }\n'], 'has `spend` limits of its own', 19],
  [
    'a part with a minimum term',
    ['name: Arms\n', 'name: Arms\n    minimumTerm: { months: 3 }\n'],
    'has a `minimumTerm` of its own',
    19,
  ],
  ['a part that is billed otherwise', ['name: Arms\n', 'name: Arms\n    billing: { every: week }\n'], 'has other `billing`', 19],
  [
    'a price that is taken',
    ['prices: { fee: { model: flat, name: Home', 'prices: { alarm.fee: { model: flat, name: Home'],
    'of its own',
    18,
  ],
  [
    'a fee of a part that may be given back, beside an amount off',
    ['amount: "5", every: month, timing: arrears', 'amount: "5", every: year, timing: advance, proration: day'],
    '`amount` off, as `together` takes',
    19,
  ],
  ['an add-on to nothing', ['requires: [home, alarm]', 'requires: [house]'], 'no offer `house`', 24],
])('names %s', (_what, [find, replace], detail, line) => {
  expect(sound).toContain(find)
  const parsed = parseCatalogue(sound.replace(find, replace))
  expect(!parsed.ok && parsed.error).toEqual([expect.objectContaining({ line, detail: expect.stringContaining(detail) })])
})
