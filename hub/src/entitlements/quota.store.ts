import type { DeviceId } from '@octroi/shared/ids/id'
import type { Page, PageRequest } from '../page.ts'
import type { Allotment } from './allotment.ts'
import type { UsedFrom } from './burn-down.ts'
import type { GivenGrant, QuotaKey } from './quota.ts'

/** What was used of quotas, what operators granted of them, and what devices were handed. */
export interface QuotaStore {
  /** From an instant on, in the order of time. */
  used(quota: QuotaKey, fromMs: number): Promise<readonly UsedFrom[]>
  /** Adds to what was used. */
  count(quota: QuotaKey, used: readonly UsedFrom[]): Promise<void>
  insertGrant(grant: GivenGrant): Promise<void>
  /** All of a quota, which are few. */
  grants(quota: QuotaKey): Promise<readonly GivenGrant[]>
  /** Newest first. */
  listGrants(page: PageRequest, quota: QuotaKey): Promise<Page<GivenGrant>>
  insertAllotments(allotments: readonly Allotment[]): Promise<void>
  /** Of all devices. */
  allotments(quota: QuotaKey): Promise<readonly Allotment[]>
  allotmentsOf(device: DeviceId): Promise<readonly Allotment[]>
  /** The device has counted so much by now. */
  noteCounted(device: DeviceId, service: string, counter: string, counted: bigint): Promise<void>
  /** Of leases before one that the device goes by, and of those that have ended at an instant of its own clock. */
  takeBack(device: DeviceId, over: { readonly beforeLeaseSeq: number; readonly endedAtMs: number }): Promise<void>
}
