import type { AccountId, DeviceId } from '@octroi/shared/ids/id'
import type { Revocations } from '../authorizations/revocations.ts'
import type { Page, PageRequest } from '../page.ts'
import type { Claim } from './claim.ts'
import type { Contact, Told } from './contact.ts'
import type { Device, DeviceKey, Suspension } from './device.ts'
import type { DeviceFilter, DeviceLookout, Trouble } from './device-filter.ts'
import type { OwnerSpan, Transfer } from './owner-span.ts'
import type { DeviceSession, TakenSession } from './session.ts'

export interface DeviceStore {
  insert(device: Device): Promise<void>
  get(id: DeviceId): Promise<Device | undefined>
  list(page: PageRequest, owner?: AccountId): Promise<Page<Device>>
  /** Newest first; those kept away by when that began, and by the beginning of a label in the order of labels. */
  search(page: PageRequest, filter: DeviceFilter): Promise<Page<Device>>
  getAll(ids: readonly DeviceId[]): Promise<readonly Device[]>
  count(state: DeviceLookout, atMost: number): Promise<number>
  /** Devices with a trouble, newest first. */
  troubled(page: PageRequest, trouble: Trouble, nowMs: number): Promise<Page<DeviceId>>
  setState(id: DeviceId, state: Device['state']): Promise<void>

  setSuspension(id: DeviceId, suspension: Suspension): Promise<void>
  /** Lets it come back. */
  liftSuspension(id: DeviceId, atMs: number): Promise<void>
  /** Since when it was kept away at an instant; undefined where it was not. */
  suspendedAt(id: DeviceId, ms: number): Promise<number | undefined>

  insertClaim(device: DeviceId, claim: Claim): Promise<void>
  findClaim(hash: Uint8Array): Promise<{ readonly device: DeviceId; readonly claim: Claim } | undefined>
  useClaim(hash: Uint8Array, publicKey: Uint8Array): Promise<void>

  insertKey(key: DeviceKey): Promise<void>
  keys(id: DeviceId): Promise<readonly DeviceKey[]>

  /** In order, of a device that was transferred; none of one that was always its owner's. */
  owners(id: DeviceId): Promise<readonly OwnerSpan[]>
  transfer(transfer: Transfer): Promise<void>

  setEpoch(id: DeviceId, epoch: number): Promise<void>
  /** What the device must not accept any more; undefined where nothing was ever revoked. */
  revocations(id: DeviceId): Promise<Revocations | undefined>
  putRevocations(id: DeviceId, revocations: Revocations): Promise<void>
  /** True the first time for each nonce; remembered until it expires. Forgets those that have. */
  spendNonce(id: DeviceId, nonce: Uint8Array, expiresAtMs: number, nowMs: number): Promise<boolean>

  noteConnected(id: DeviceId, atMs: number): Promise<void>
  noteTold(id: DeviceId, told: Told): Promise<void>
  /** Of those that were ever heard of. */
  contacts(ids: readonly DeviceId[]): Promise<readonly Contact[]>

  /** Replaces the device's earlier sessions: the newest token is the only one. */
  putSession(session: DeviceSession): Promise<void>
  /** Whatever token is out is good for nothing any more. */
  endSession(device: DeviceId): Promise<void>
  /** Whether this is the token of a live session. */
  hasSession(device: DeviceId, tokenHash: Uint8Array, nowMs: number): Promise<boolean>
  /** The session whose token this is, taken so that no second CONNECT can use it. */
  takeSession(device: DeviceId, tokenHash: Uint8Array, nowMs: number): Promise<TakenSession | undefined>
}
