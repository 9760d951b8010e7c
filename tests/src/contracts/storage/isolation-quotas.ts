import type { Stores } from '@octroi/hub/stores'
import { noPage, page, type Reading, reads, readsEach, type Writing, writes } from './isolation-rows.ts'
import { rowsOf } from './isolation-world.ts'

/** Every method of the store of quotas. */
export const quotaRows: { readonly [M in keyof Stores['quotas']]: Reading | Writing } = {
  used: readsEach([], ({ quotas }, { account }) => quotas.used({ account, meter: 'uses' }, 0)),
  count: writes(({ quotas }, { first }, mark) =>
    quotas.count({ account: first.account, meter: 'uses' }, [{ fromMs: 500, quantity: BigInt(mark) }]),
  ),
  insertGrant: writes(({ quotas }, { second }, mark) => quotas.insertGrant(rowsOf(second, mark).quotaGrant)),
  grants: readsEach([], ({ quotas }, { account }) => quotas.grants({ account, meter: 'uses' })),
  listGrants: readsEach(noPage, ({ quotas }, { account }) => quotas.listGrants(page, { account, meter: 'uses' })),
  insertAllotments: writes(({ quotas }, { second }, mark) => quotas.insertAllotments([rowsOf(second, mark).allotment])),
  allotments: readsEach([], ({ quotas }, { account }) => quotas.allotments({ account, meter: 'uses' })),
  allotmentsOf: readsEach([], ({ quotas }, { device }) => quotas.allotmentsOf(device)),
  noteCounted: writes(({ quotas }, { first }, mark) =>
    quotas.noteCounted(first.device, 'home.scenes', 'performed', BigInt(mark)),
  ),
  takeBack: writes(({ quotas }, { first }, mark) => quotas.takeBack(first.device, { beforeLeaseSeq: mark, endedAtMs: 0 })),
}

type Suspensions = Pick<Stores['devices'], 'setSuspension' | 'liftSuspension' | 'suspendedAt'>

/** When devices were kept away. */
export const suspensionRows: { readonly [M in keyof Suspensions]: Reading | Writing } = {
  setSuspension: writes(({ devices }, { first }, mark) =>
    devices.setSuspension(first.device, { sinceMs: mark, reason: `mark ${mark}` }),
  ),
  liftSuspension: writes(async ({ devices }, { first }, mark) => {
    await devices.setSuspension(first.device, { sinceMs: 400 + mark, reason: 'again' })
    await devices.liftSuspension(first.device, 450 + mark)
  }),
  suspendedAt: readsEach(undefined, ({ devices }, { device }) => devices.suspendedAt(device, 500)),
}

/** What devices were given to act by. */
export const leaseRows: { readonly [M in keyof Stores['leases']]: Reading | Writing } = {
  newest: readsEach(undefined, ({ leases }, { device }) => leases.newest(device)),
  insert: writes(({ leases }, { second }, mark) => leases.insert(rowsOf(second, mark).lease)),
  goneBy: reads([0, 0], async ({ leases }, { first: { device } }) => [
    await leases.goneBy(device, 100),
    await leases.goneBy(device, 1_000_000),
  ]),
  setApplied: writes(({ leases }, { first }, mark) => leases.setApplied(first.device, 1, mark)),
}
