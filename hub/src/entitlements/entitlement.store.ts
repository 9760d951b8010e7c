import type { Consent, Entitlement, TimeSpan } from '@octroi/shared/decisions/action'
import type { Limit } from '@octroi/shared/decisions/limit'
import type { AccountId, ConsentId, DeviceId, EntitlementId, SubscriptionId } from '@octroi/shared/ids/id'
import type { Page, PageRequest } from '../page.ts'
import type { LimitedEntitlement } from './quota.ts'

export interface SoughtEntitlements {
  readonly account?: AccountId
  readonly service?: string
  /** Those that name the device, and those of its owner that name none. */
  readonly device?: { readonly id: DeviceId; readonly owner: AccountId }
}

export interface EntitlementStore {
  /** What a device may do for its own account without asking, in force at some instant of the span. */
  leased(account: AccountId, device: DeviceId, span: TimeSpan): Promise<readonly Entitlement[]>
  get(id: EntitlementId): Promise<Entitlement | undefined>
  /** All that were ever limited, of these accounts. */
  limited(accounts: readonly AccountId[]): Promise<readonly LimitedEntitlement[]>
  insertAll(entitlements: readonly Entitlement[]): Promise<void>
  list(page: PageRequest, account?: AccountId): Promise<Page<Entitlement>>
  /** All that they ever entitled to. */
  ofSubscriptions(subscriptions: readonly SubscriptionId[]): Promise<readonly Entitlement[]>
  /** Without an end it goes on. */
  setEnd(id: EntitlementId, untilMs: number | undefined): Promise<void>
  setLimit(id: EntitlementId, limit: Limit): Promise<void>
  /** What all of the given hold for, newest first. */
  search(page: PageRequest, sought: SoughtEntitlements): Promise<Page<Entitlement>>
  /** Of either account, for the service, in force at some instant of the span: what a decision needs, in one read. */
  forService(accounts: readonly AccountId[], service: string, span: TimeSpan): Promise<readonly Entitlement[]>
}

/** A consent as it was given, and when it was taken back. */
export interface GivenConsent extends Consent {
  readonly givenAtMs: number
}

export interface ConsentStore {
  insert(consent: GivenConsent): Promise<void>
  get(id: ConsentId): Promise<GivenConsent | undefined>
  /** Ends the consent at the instant; what was done under it before stays covered. */
  end(id: ConsentId, untilMs: number): Promise<void>
  list(page: PageRequest, account?: AccountId): Promise<Page<GivenConsent>>
  /** By an owner, newest first. */
  given(page: PageRequest, owner: AccountId): Promise<Page<GivenConsent>>
  /** To a grantee, of one service or all, newest first. */
  received(page: PageRequest, grantee: AccountId, service?: string): Promise<Page<GivenConsent>>
  /** Whether any owner's, for the service, is in force at the instant or later. */
  isGiven(grantee: AccountId, service: string, fromMs: number): Promise<boolean>
  /** In force at some instant of the span. */
  between(owner: AccountId, grantee: AccountId, service: string, span: TimeSpan): Promise<readonly GivenConsent[]>
}
