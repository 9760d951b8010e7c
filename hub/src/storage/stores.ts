import type { Stores } from '../stores.ts'
import type { Scope } from './scope.ts'
import { accountStore } from './stores/account.ts'
import { activityStore } from './stores/activity.ts'
import { auditStore } from './stores/audit.ts'
import { authorizationStore } from './stores/authorization.ts'
import { catalogueStore } from './stores/catalogue.ts'
import { deviceStore } from './stores/device.ts'
import { disputeStore } from './stores/dispute.ts'
import { endpointStore } from './stores/endpoint.ts'
import { consentStore, entitlementStore } from './stores/entitlement.ts'
import { externalIdStore } from './stores/external-id.ts'
import { idempotencyStore } from './stores/idempotency.ts'
import { journalStore } from './stores/journal.ts'
import { leaseStore } from './stores/lease.ts'
import { ledgerStore } from './stores/ledger.ts'
import { operatorStore } from './stores/operator.ts'
import { orderStore } from './stores/order.ts'
import { outboxStore } from './stores/outbox.ts'
import { passcodeStore } from './stores/passcode.ts'
import { personStore } from './stores/person.ts'
import { profileStore } from './stores/profile.ts'
import { promotionStore } from './stores/promotion.ts'
import { quotaStore } from './stores/quota.ts'
import { ratingStore } from './stores/rating.ts'
import { resaleStore } from './stores/resale.ts'
import { retentionStore } from './stores/retention.ts'
import { settlementStore } from './stores/settlement.ts'
import { subscriptionStore } from './stores/subscription.ts'
import { tenantStore } from './stores/tenant.ts'
import { usageStore } from './stores/usage.ts'
import { usageEventStore } from './stores/usage-event.ts'
import { walletStore } from './stores/wallet.ts'

/** The stores of one tenant over one transaction, each made when it is first asked for. The same on every engine. */
export function storesOf(scope: Scope): Stores {
  return made({
    tenants: () => tenantStore(scope),
    accounts: () => accountStore(scope),
    profiles: () => profileStore(scope),
    externalIds: () => externalIdStore(scope),
    activity: () => activityStore(scope),
    catalogue: () => catalogueStore(scope),
    orders: () => orderStore(scope),
    subscriptions: () => subscriptionStore(scope),
    promotions: () => promotionStore(scope),
    wallets: () => walletStore(scope),
    entitlements: () => entitlementStore(scope),
    quotas: () => quotaStore(scope),
    consents: () => consentStore(scope),
    authorizations: () => authorizationStore(scope),
    leases: () => leaseStore(scope),
    passcodes: () => passcodeStore(scope),
    devices: () => deviceStore(scope),
    journals: () => journalStore(scope),
    usage: () => usageStore(scope),
    usageEvents: () => usageEventStore(scope),
    rating: () => ratingStore(scope),
    settlement: () => settlementStore(scope),
    ledger: () => ledgerStore(scope),
    disputes: () => disputeStore(scope),
    resales: () => resaleStore(scope),
    endpoints: () => endpointStore(scope),
    outbox: () => outboxStore(scope),
    idempotency: () => idempotencyStore(scope),
    audit: () => auditStore(scope),
    operators: () => operatorStore(scope),
    retention: () => retentionStore(scope),
    persons: () => personStore(scope),
    across: () => ({ own: scope.tenant, of: (tenant) => storesOf({ ...scope, tenant }) }),
  })
}

type Makers = { readonly [Name in keyof Stores]: () => Stores[Name] }

/** A transaction uses a few stores of many. */
function made(makers: Makers): Stores {
  const stores = {}
  for (const [name, make] of Object.entries(makers)) {
    let store: unknown
    Object.defineProperty(stores, name, { enumerable: true, get: () => (store ??= make()) })
  }
  return stores as Stores
}
