import type { Limit } from '@octroi/shared/decisions/limit'
import { formatQuantity, oneUnit } from '@octroi/shared/money/quantity'
import { calendarMonths } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'
import { expect, test } from 'vitest'
import { entitlementGrants } from './entitlement-grants.ts'
import type { LimitedEntitlement } from './quota.ts'

/** Of March 2026, which has 31 days, and in Paris an hour less. */
const day = (n: number, hours = 0): number => Date.parse('2026-03-01T00:00:00+01:00') + ((n - 1) * 24 + hours) * 3_600_000
const aprilMs = Date.parse('2026-04-01T00:00:00+02:00')

const counts = { service: 'sample', unit: 'use', record: 'performed', aggregation: 'count' } as const
const energy = { service: 'sample', unit: 'Wh', record: 'reading', reading: 'energy', aggregation: 'sum' } as const
const monthly: Limit = {
  ...{ meter: 'uses', counts, quantity: 100n * oneUnit, kind: 'hard', priority: 100, notices: [] },
  cycle: calendarMonths('Europe/Paris' as Zone),
}

function limited(limit: Partial<Limit>, more: Partial<LimitedEntitlement> = {}): LimitedEntitlement {
  return {
    ...{ id: 'ent_1', subscription: 'sub_1', account: 'acct_1', service: 'sample', actions: [], reach: 'own' },
    ...{ fromMs: day(1), limit: { ...monthly, ...limit }, ...more },
  }
}

const byDay = { proration: 'day' } as const
const [one, three] = [
  { fromMs: 0, quantity: 1 },
  { fromMs: day(11, 12), quantity: 3 },
]
const inThePlace = { id: 'ent_2', subscription: 'sub_2', fromMs: day(11, 12) } as const

test.each<[string, readonly LimitedEntitlement[], readonly string[]]>([
  ['all of a short month where nothing is said', [limited({}, { fromMs: day(22) })], ['100']],
  ['its part of a first month, by days', [limited(byDay, { fromMs: day(22, 9) })], ['33']],
  ['its part of a last month, the day of the end included', [limited(byDay, { untilMs: day(10, 9) })], ['33']],
  ['all of a month that it is in force throughout', [limited(byDay, { fromMs: day(-40), untilMs: aprilMs })], ['100']],
  ['of readings to 1e-9 of a unit', [limited({ ...byDay, counts: energy }, { fromMs: day(22) })], ['32.258064517']],
  // 743 hours: the clocks go forward.
  ['its part by seconds', [limited({ proration: 'second' }, { untilMs: day(1, 7.43) })], ['1']],
  ['and what is begun of an action as a whole one', [limited({ proration: 'second' }, { untilMs: day(1, 7.431) })], ['2']],
  [
    'before and after a pause together what both come to',
    [limited(byDay, { untilMs: day(11) }), limited(byDay, { id: 'ent_2', fromMs: day(22) })],
    ['33', '65'],
  ],
  ['for each of the quantity', [limited({ perQuantity: [{ fromMs: 0, quantity: 3 }] })], ['300']],
  ['for as many as there are from then on', [limited({ perQuantity: [one, three] })], ['100', '300']],
  ['for each day as many as were there last', [limited({ ...byDay, perQuantity: [one, three] })], ['100', '236']],
  [
    'after what took the place of another the parts of both',
    [limited(byDay, { untilMs: day(11, 12) }), limited({ ...byDay, quantity: 300n * oneUnit, replaces: 'sub_1' }, inThePlace)],
    ['36', '236'],
  ],
])('a limit grants %s', (_what, entitlements, expected) => {
  const granted = entitlementGrants(entitlements, { fromMs: day(1), untilMs: aprilMs })
  expect(granted.filter(({ fromMs }) => fromMs >= day(1)).map(({ quantity }) => formatQuantity(quantity))).toEqual(expected)
})

test('what may roll over is for each of the quantity as well', () => {
  const rolling = limited({ perQuantity: [one, three], rollover: { atMost: 10n } })
  const granted = entitlementGrants([rolling], { fromMs: day(1), untilMs: aprilMs })
  expect(granted.map(({ rollover }) => rollover?.atMost)).toEqual([10n, 30n])
})
