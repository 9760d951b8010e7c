import type { Entitlement, LeaseTerms } from '@octroi/shared/decisions/action'
import { expect, test } from 'vitest'
import type { Device } from '../devices/device.ts'
import { type LeaseFacts, planLease, saysTheSame } from './plan-lease.ts'

const nowMs = 1_700_000_000_000
const seconds = nowMs / 1000

const home: Device = {
  id: 'dev_1',
  owner: 'acct_1',
  label: 'Sample home',
  services: { 'home.alarm': ['arm', 'disarm'], 'home.scenes': ['run'] },
  state: 'enrolled',
  epoch: 0,
  createdAtMs: 0,
}
const terms: LeaseTerms = { validSeconds: 1000, afterExpiry: 'refuse', essential: [], quotas: [] }
const alarm: Entitlement = {
  id: 'ent_1',
  subscription: 'sub_1',
  account: 'acct_1',
  service: 'home.alarm',
  actions: ['arm', 'disarm'],
  reach: 'own',
  fromMs: 0,
  lease: { ...terms, afterExpiry: 'degrade', essential: ['disarm'] },
}
const scenes: Entitlement = { ...alarm, service: 'home.scenes', actions: ['run'], lease: terms }
const quota = (quantity: bigint): LeaseTerms => ({ ...terms, quotas: [{ counter: 'performed', quantity }] })
const facts: LeaseFacts = {
  device: home,
  standing: 'good',
  entitlements: [alarm],
  counted: () => ({ beforePeriod: 40n, total: 43n }),
  periodEndsAtMs: nowMs + 200_000,
  maxOpenSeconds: 120,
  nowMs,
}
const planned = (change: Partial<LeaseFacts> = {}) => planLease({ ...facts, ...change })
const services = (change: Partial<LeaseFacts>) => planned(change).services

test('a lease says what the account has for the device, for as long as the terms say, and is renewed half-way', () => {
  expect(planned({ standing: 'reminded' })).toEqual({
    device: 'dev_1',
    notBefore: seconds,
    expiresAt: seconds + 1000,
    renewAt: seconds + 500,
    poweredSeconds: 1000,
    unsyncedBoots: 20,
    maxOpenSeconds: 120,
    services: [
      {
        service: 'home.alarm',
        standing: 'reminded',
        actions: ['arm', 'disarm'],
        essential: ['disarm'],
        afterExpiry: 'degrade',
        ceilings: [],
      },
    ],
  })
})

test.each<[string, Partial<LeaseFacts>, object]>([
  [
    'as long as its shortest terms',
    { entitlements: [alarm, { ...scenes, lease: { ...terms, validSeconds: 60 } }] },
    { expiresAt: 60 },
  ],
  [
    'until an entitlement ends',
    { entitlements: [{ ...alarm, untilMs: nowMs + 30_000 }] },
    { expiresAt: 30, poweredSeconds: 30 - seconds },
  ],
  [
    'and is renewed where another begins',
    { entitlements: [alarm, { ...scenes, fromMs: nowMs + 9000 }] },
    { expiresAt: 1000, renewAt: 9 },
  ],
  [
    'and is renewed with the month where it has a quota',
    { entitlements: [{ ...scenes, lease: quota(5n) }] },
    { expiresAt: 1000, renewAt: 200 },
  ],
])('it lasts %s', (_what, change, expected) => {
  const offset = Object.fromEntries(Object.entries(expected).map(([name, value]) => [name, seconds + Number(value)]))
  expect(planned(change)).toMatchObject(offset)
})

test.each<[string, Partial<LeaseFacts>]>([
  ['a frozen device', { device: { ...home, state: 'frozen' } }],
  ['a device that offers nothing of it', { device: { ...home, services: { 'trunk.access': ['open'] } } }],
  ['what has not begun', { entitlements: [{ ...alarm, fromMs: nowMs + 1 }] }],
])('it allows nothing for %s', (_what, change) => {
  expect(services(change)).toEqual([])
})

test('two entitlements add up on the better terms, and an action the device does not offer is left out', () => {
  const more = {
    ...alarm,
    actions: ['disarm', 'silence'],
    lease: { ...terms, afterExpiry: 'keep', essential: ['silence'] },
  } as const
  expect(services({ entitlements: [{ ...alarm, actions: ['arm'] }, more] })).toMatchObject([
    { actions: ['arm', 'disarm'], essential: ['disarm'], afterExpiry: 'keep' },
  ])
})

test('a ceiling is what was counted before the month and all that is included in it', () => {
  const entitlements = [
    { ...scenes, lease: quota(5n) },
    { ...scenes, lease: quota(2n) },
  ]
  expect(services({ entitlements })[0]?.ceilings).toEqual([{ counter: 'performed', counted: 43n, ceiling: 47n }])
  expect(services({ entitlements: [...entitlements, scenes] })[0]?.ceilings).toEqual([])
})

test('what was counted meanwhile asks for no new lease; a standing or a ceiling does', () => {
  const entitlements = [{ ...scenes, lease: quota(5n) }]
  const held = { ...planned({ entitlements }), leaseSeq: 1 }
  const later = (change: Partial<LeaseFacts>): boolean =>
    saysTheSame(held, planned({ entitlements, nowMs: nowMs + 1000, ...change }))
  expect(later({ counted: () => ({ beforePeriod: 40n, total: 44n }) })).toBe(true)
  expect(later({ counted: () => ({ beforePeriod: 44n, total: 44n }) })).toBe(false)
  expect(later({ standing: 'suspended' })).toBe(false)
  expect(later({ entitlements: [] })).toBe(false)
})
