import type { Outcome } from '@octroi/shared/api/vocabulary'
import type { AccountId, AuthorizationId, DeviceId, SubscriptionId } from '@octroi/shared/ids/id'
import type { Page, PageRequest } from '../page.ts'
import type { AccessEvent } from './access-event.ts'
import type { Authorization, GrantedAuthorization, Revocation } from './authorization.ts'
import type { BeganOpening } from './opening.ts'
import type { Outstanding } from './outstanding.ts'

export interface EndsWithin {
  readonly afterMs: number
  readonly throughMs: number
}

export interface SetOutcome {
  readonly authorization: GrantedAuthorization
  readonly outcome: Outcome
}

/** What a list of authorizations is narrowed to. */
export interface AuthorizationFilter {
  readonly requester?: AccountId
  readonly device?: DeviceId
  /** The whole of it. */
  readonly reference?: string
  readonly state?: 'refused' | Outcome
}

/** A service of a device that was opened and not closed, as far as the device told. */
export interface StandingOpen {
  readonly device: DeviceId
  readonly service: string
  readonly seq: number
  readonly sinceMs: number
  readonly authorization?: AuthorizationId
}

/** What devices told of accesses. */
export interface AccessEventStore {
  insertEvents(events: readonly AccessEvent[]): Promise<void>
  /** Of each authorization, in the order of the journal. */
  eventsOf(ids: readonly AuthorizationId[]): Promise<readonly AccessEvent[]>
  /** Of a device, newest first. */
  deviceEvents(page: PageRequest, device: DeviceId): Promise<Page<AccessEvent>>
}

export interface AuthorizationStore extends AccessEventStore {
  insert(authorization: Authorization): Promise<void>
  get(id: AuthorizationId): Promise<Authorization | undefined>
  getGranted(ids: readonly AuthorizationId[]): Promise<readonly GrantedAuthorization[]>
  list(page: PageRequest, requester?: AccountId): Promise<Page<Authorization>>
  /** Newest first, narrowed to what is given. */
  search(page: PageRequest, filter: AuthorizationFilter): Promise<Page<Authorization>>
  setRevocation(id: AuthorizationId, revocation: Revocation): Promise<void>
  /** Taken back on a device by this version or an earlier one, and not confirmed yet. */
  awaitingRevocation(device: DeviceId, version: number): Promise<readonly GrantedAuthorization[]>
  /** Denied by a record up to `through`, and not known to be cancelled. */
  awaitingProof(device: DeviceId, through: number): Promise<readonly GrantedAuthorization[]>
  /** Granted on a device, with nothing known to have come of it, and a window that ends in that time. */
  unusedOn(device: DeviceId, ends: EndsWithin): Promise<readonly GrantedAuthorization[]>
  /** Granted to a requester for a service, not used, with a window that ends later. */
  unused(requester: AccountId, service: string, endsAfterMs: number): Promise<readonly GrantedAuthorization[]>
  /** Each authorization as it was read. */
  setOutcomes(changes: readonly SetOutcome[]): Promise<void>
  /** Of a subscription, by service. */
  outstanding(subscription: SubscriptionId): Promise<readonly Outstanding[]>
  /** What was opened on the devices of an owner, or of all, newest first. */
  openings(page: PageRequest, owner?: AccountId): Promise<Page<BeganOpening>>
  /** What was opened and not closed, the longest ago first. */
  standingOpen(limit: number): Promise<readonly StandingOpen[]>
  countOpen(atMost: number): Promise<number>
  /** What a device told of the same service after an opening, in the order of its journal, at most `limit`. */
  movementsAfter(opening: BeganOpening, limit: number): Promise<readonly AccessEvent[]>
}
