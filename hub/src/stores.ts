import type { TenantId } from '@octroi/shared/ids/id'
import type { AccountStore } from './accounts/account.store.ts'
import type { ActivityStore } from './accounts/activity.store.ts'
import type { ExternalIdStore } from './accounts/external-id.store.ts'
import type { ProfileStore } from './accounts/profile.store.ts'
import type { AuditStore } from './audit/audit.store.ts'
import type { AuthorizationStore } from './authorizations/authorization.store.ts'
import type { LeaseStore } from './authorizations/lease.store.ts'
import type { PasscodeStore } from './authorizations/passcode.store.ts'
import type { CatalogueStore } from './catalogue/catalogue.store.ts'
import type { EndpointStore } from './confirmations/endpoint.store.ts'
import type { DeviceStore } from './devices/device.store.ts'
import type { ConsentStore, EntitlementStore } from './entitlements/entitlement.store.ts'
import type { QuotaStore } from './entitlements/quota.store.ts'
import type { IdempotencyStore } from './idempotency/idempotency.store.ts'
import type { DisputeStore } from './invoicing/dispute.store.ts'
import type { LedgerStore } from './ledger/ledger.store.ts'
import type { OperatorStore } from './operators/operator.store.ts'
import type { OrderStore } from './orders/order.store.ts'
import type { OutboxQueue, OutboxStore } from './outbox/outbox.store.ts'
import type { PersonStore } from './persons/person.store.ts'
import type { PromotionStore } from './promotions/promotion.store.ts'
import type { JournalStore } from './proof/journal.store.ts'
import type { RatingStore } from './rating/rating.store.ts'
import type { ResaleStore } from './resales/resale.store.ts'
import type { RetentionStore } from './retention/retention.store.ts'
import type { SettlementStore } from './settlement/settlement.store.ts'
import type { SubscriptionStore } from './subscriptions/subscription.store.ts'
import type { TenantStore } from './tenants/tenant.store.ts'
import type { Transactor } from './transactor.ts'
import type { UsageStore } from './usage/usage.store.ts'
import type { UsageEventStore } from './usage-events/usage-event.store.ts'
import type { WalletStore } from './wallets/wallet.store.ts'

/** Every store of one tenant, in one transaction, in the order of the chain. */
export interface Stores {
  readonly tenants: TenantStore
  readonly accounts: AccountStore
  readonly profiles: ProfileStore
  readonly externalIds: ExternalIdStore
  readonly activity: ActivityStore
  readonly catalogue: CatalogueStore
  readonly orders: OrderStore
  readonly subscriptions: SubscriptionStore
  readonly promotions: PromotionStore
  readonly wallets: WalletStore
  readonly entitlements: EntitlementStore
  readonly quotas: QuotaStore
  readonly consents: ConsentStore
  readonly authorizations: AuthorizationStore
  readonly leases: LeaseStore
  readonly passcodes: PasscodeStore
  readonly devices: DeviceStore
  readonly journals: JournalStore
  readonly usage: UsageStore
  readonly usageEvents: UsageEventStore
  readonly rating: RatingStore
  readonly settlement: SettlementStore
  readonly ledger: LedgerStore
  readonly disputes: DisputeStore
  readonly resales: ResaleStore
  readonly endpoints: EndpointStore
  readonly outbox: OutboxStore
  readonly idempotency: IdempotencyStore
  readonly audit: AuditStore
  readonly operators: OperatorStore
  readonly retention: RetentionStore
  readonly persons: PersonStore
  readonly across: OtherTenants
}

/**
 * The way to the other side of a resale, in the same transaction. Only what sees to resales may take it, and only by a resale
 * in the tenant's own rows or by a code that the other side gave: a test keeps everything else from it.
 */
export interface OtherTenants {
  /** Whose transaction it is. */
  readonly own: TenantId
  of(tenant: TenantId): Stores
}

/** What an engine gives. Nothing of the query builder leaves this folder. */
export interface Storage extends Transactor<Stores> {
  readonly queue: OutboxQueue
  tenants(): Promise<readonly TenantId[]>
  /** Throws where the engine does not answer. */
  check(): Promise<void>
  /** What was removed is not to be found in files either, as far as the engine lets us see to it. */
  leaveNoTrace(): Promise<void>
  /** Waits for transactions that are under way. */
  close(): Promise<void>
}
