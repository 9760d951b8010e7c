import type { Limit } from '@octroi/shared/decisions/limit'
import { expect, test } from 'vitest'
import type { ReadingUsage } from '../usage/usage.ts'
import type { QuotaGrant } from './burn-down.ts'
import type { LimitedEntitlement } from './quota.ts'
import { type QuotaUse, quotaSums, quotasOfUse } from './quota-use.ts'

const counts = { service: 'sample', unit: 'Wh', record: 'reading', reading: 'energy', aggregation: 'sum' } as const
const limit: Limit = { meter: 'import', counts, quantity: 10n, kind: 'hard', priority: 100, notices: [] }
const entitlement: LimitedEntitlement = {
  ...{ id: 'ent_1', subscription: 'sub_1', account: 'acct_1', service: 'sample', actions: [], reach: 'own', fromMs: 100, limit },
}
const grant = (fromMs: number, untilMs: number): QuotaGrant => ({
  ...{ key: `${fromMs}`, source: 'period', quantity: 10n, priority: 100, fromMs, untilMs, madeAtMs: fromMs },
})
const months = [grant(100, 200), grant(200, 300), grant(300, 400)]
const reading = (fromMs: number, untilMs: number, quantity: bigint): ReadingUsage => ({
  ...{ seq: 1, service: 'sample', record: 'reading', reading: 'energy', fromMs, untilMs, quantity },
})

test.each([
  ['within a period it is of it', reading(110, 120, 9n), [[100, 9n]]],
  [
    'over a period it is divided in proportion to time',
    reading(190, 230, 9n),
    [
      [100, 2n],
      [200, 7n],
    ],
  ],
  [
    'parts come to the whole',
    reading(150, 350, 10n),
    [
      [100, 3n],
      [200, 5n],
      [300, 2n],
    ],
  ],
  ['it ends where a period begins', reading(150, 200, 9n), [[100, 9n]]],
  ['before anything was limited it counts on nothing', reading(10, 90, 9n), []],
] as const)('of what a meter read %s', (_what, usage, expected) => {
  expect(quotaSums([entitlement], months, [usage])).toEqual(expected.map(([fromMs, quantity]) => ({ fromMs, quantity })))
})

test.each<[string, Partial<QuotaUse>, readonly LimitedEntitlement[], number]>([
  ['of the account', {}, [entitlement], 1],
  ['of two subscriptions, which are one quota', {}, [entitlement, { ...entitlement, id: 'ent_2', subscription: 'sub_2' }], 1],
  ['not of another account', { account: 'acct_2' }, [entitlement], 0],
  ['not of another device', {}, [{ ...entitlement, device: 'dev_2' }], 0],
  ['not of the devices of others', {}, [{ ...entitlement, reach: 'consented' }], 0],
  ['not before it begins', {}, [{ ...entitlement, fromMs: 900 }], 0],
  ['not of another meter', { usage: { ...reading(110, 120, 1n), reading: 'gas' } }, [entitlement], 0],
])('what was used counts on the quota %s', (_what, more, limited, count) => {
  const use: QuotaUse = {
    account: 'acct_1',
    usage: reading(110, 120, 1n),
    origin: 'dev_1',
    device: { id: 'dev_1', isOwn: true },
    ...more,
  }
  expect(quotasOfUse(use, limited)).toHaveLength(count)
})

test('what was used on a device that has a quota of its own counts on that alone', () => {
  const own: LimitedEntitlement = { ...entitlement, id: 'ent_2', device: 'dev_1' }
  const use: QuotaUse = { account: 'acct_1', usage: reading(110, 120, 1n), origin: 'dev_1', device: { id: 'dev_1', isOwn: true } }
  expect(quotasOfUse(use, [entitlement, own])).toEqual([{ account: 'acct_1', meter: 'import', device: 'dev_1' }])
})
