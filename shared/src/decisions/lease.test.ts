import { describe, expect, test } from 'vitest'
import { idFromBytes } from '../ids/id.ts'
import type { Lease, LeasedService } from '../wire/messages/lease.ts'
import { decideLeased, type LeaseFacts } from './lease.ts'

const seconds = 1_700_000_000
const one = 1_000_000_000n

const alarm: LeasedService = {
  service: 'home.alarm',
  standing: 'good',
  actions: ['arm', 'disarm'],
  essential: ['disarm'],
  afterExpiry: 'degrade',
  ceilings: [],
}

const lease: Lease = {
  device: idFromBytes('device', new Uint8Array(16).fill(2)),
  leaseSeq: 7,
  notBefore: seconds - 100,
  expiresAt: seconds + 100,
  renewAt: seconds + 50,
  poweredSeconds: 200,
  unsyncedBoots: 3,
  maxOpenSeconds: 300,
  services: [alarm],
}

const facts: LeaseFacts = {
  lease,
  time: { state: 'synced', nowMs: seconds * 1000, uncertaintyMs: 10 },
  heldSeconds: 0,
  unsyncedBoots: 0,
  actions: new Set(['home.alarm:arm', 'home.alarm:disarm', 'home.scenes:run']),
  counted: () => 0n,
  hindrance: () => undefined,
}

const arm = { service: 'home.alarm', action: 'arm' }
const disarm = { service: 'home.alarm', action: 'disarm' }
const leasing = (change: Partial<LeasedService>): Partial<LeaseFacts> => ({
  lease: { ...lease, services: [{ ...alarm, ...change }] },
})
const at = (state: 'synced' | 'floor' | 'unknown', offsetMs: number): Partial<LeaseFacts> => ({
  time: { state, nowMs: seconds * 1000 + offsetMs, uncertaintyMs: 10 },
})
const ceilings = (counted: number, ceiling: number): Partial<LeaseFacts> =>
  leasing({ ceilings: [{ counter: 'performed', counted: BigInt(counted) * one, ceiling: BigInt(ceiling) * one }] })

/** What is left: everything, what is essential, or nothing; and why the rest is refused. */
const table: readonly (readonly [string, Partial<LeaseFacts>, 'all' | 'essential' | 'none', string])[] = [
  ['a lease in force', {}, 'all', ''],
  ['no lease', { lease: undefined }, 'none', 'lease_missing'],
  ['another service', leasing({ service: 'home.scenes' }), 'none', 'not_in_lease'],
  ['what the driver cannot do', { actions: new Set() }, 'none', 'not_in_lease'],
  ['a lease that has not begun', at('synced', -110_000), 'none', 'lease_not_yet_valid'],
  ['a clock that lags a little', at('synced', -101_000), 'all', ''],
  ['a moment before the end', at('synced', 99_989), 'all', ''],
  ['the end, in doubt', at('synced', 99_990), 'essential', 'lease_expired'],
  ['the end, kept', { ...at('synced', 100_000), ...leasing({ afterExpiry: 'keep' }) }, 'all', ''],
  ['the end, refused', { ...at('synced', 100_000), ...leasing({ afterExpiry: 'refuse' }) }, 'none', 'lease_expired'],
  ['a floor beyond the end', at('floor', 100_000), 'essential', 'lease_expired'],
  ['a floor before the end', at('floor', 0), 'all', ''],
  ['no clock at all', at('unknown', 10 ** 12), 'all', ''],
  ['too long under power', { ...at('unknown', 0), heldSeconds: 200 }, 'essential', 'lease_expired'],
  ['too many boots', { ...at('unknown', 0), unsyncedBoots: 4 }, 'essential', 'lease_expired'],
  ['reminded', leasing({ standing: 'reminded' }), 'all', ''],
  ['restricted', leasing({ standing: 'restricted' }), 'essential', 'standing_restricted'],
  ['suspended', leasing({ standing: 'suspended' }), 'none', 'standing_suspended'],
  [
    'suspended, and kept after its end',
    { ...at('synced', 1e6), ...leasing({ standing: 'suspended', afterExpiry: 'keep' }) },
    'none',
    'standing_suspended',
  ],
  ['below the ceiling', { ...ceilings(0, 3), counted: () => 2n * one }, 'all', ''],
  ['at the ceiling', { ...ceilings(0, 3), counted: () => 3n * one }, 'essential', 'ceiling_reached'],
  ['at the ceiling by what the hub counted', ceilings(3, 3), 'essential', 'ceiling_reached'],
  ['busy', { hindrance: () => 'busy' }, 'none', 'busy'],
]

describe('what a lease leaves', () => {
  test.each(table)('%s', (_what, change, left, code) => {
    const decide = (action: typeof arm) => decideLeased(action, { ...facts, ...change })
    expect(decide(arm)).toMatchObject(left === 'all' ? { granted: true, leaseSeq: 7 } : { granted: false, code })
    expect(decide(disarm)).toMatchObject(left === 'none' ? { granted: false, code } : { granted: true, leaseSeq: 7 })
  })
})

const everyTime = (['synced', 'floor', 'unknown'] as const).flatMap((state) =>
  [0, seconds, seconds + 101, 4e9].map((nowSeconds) => ({ state, nowMs: nowSeconds * 1000, uncertaintyMs: 0 })),
)

test.each(everyTime)('time under power ends a lease at $state, $nowMs, and no later clock brings it back', (time) => {
  expect(decideLeased(arm, { ...facts, time, heldSeconds: 200 }).granted).toBe(false)
})
