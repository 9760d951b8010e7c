import type { DeviceId } from '@octroi/shared/ids/id'

/** A lease as it was given, and where in its journal the device wrote that it acts by it. */
export interface IssuedLease {
  readonly device: DeviceId
  readonly leaseSeq: number
  readonly signed: Uint8Array
  readonly issuedAtMs: number
  readonly appliedSeq?: number
}

export interface LeaseStore {
  newest(device: DeviceId): Promise<IssuedLease | undefined>
  insert(lease: IssuedLease): Promise<void>
  /** The newest that a device told it goes by, in its journal up to `through`; 0 where it told of none. */
  goneBy(device: DeviceId, through: number): Promise<number>
  /** The first record that tells of it counts; one that was never given is passed over. */
  setApplied(device: DeviceId, leaseSeq: number, appliedSeq: number): Promise<void>
}
