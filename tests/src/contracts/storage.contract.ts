import type { Storage } from '@octroi/hub/stores'
import { afterAll, beforeAll, describe } from 'vitest'
import { authorizationsContract } from './storage/authorizations.contract.ts'
import { catalogueContract } from './storage/catalogue.contract.ts'
import { cellsContract } from './storage/cells.contract.ts'
import { customersContract } from './storage/customers.contract.ts'
import { devicesContract } from './storage/devices.contract.ts'
import { disputesContract } from './storage/disputes.contract.ts'
import { endpointsContract } from './storage/endpoints.contract.ts'
import { entitlementsContract } from './storage/entitlements.contract.ts'
import { idempotencyContract } from './storage/idempotency.contract.ts'
import { isolationContract } from './storage/isolation.contract.ts'
import { journalsContract } from './storage/journals.contract.ts'
import { leasesContract } from './storage/leases.contract.ts'
import { ledgerContract } from './storage/ledger.contract.ts'
import { listsContract } from './storage/lists.contract.ts'
import { lookupsContract } from './storage/lookups.contract.ts'
import type { OpenStorage } from './storage/open-storage.ts'
import { openingsContract } from './storage/openings.contract.ts'
import { operatorsContract } from './storage/operators.contract.ts'
import { outboxContract } from './storage/outbox.contract.ts'
import { passcodesContract } from './storage/passcodes.contract.ts'
import { promotionsContract } from './storage/promotions.contract.ts'
import { quarantineContract } from './storage/quarantine.contract.ts'
import { quotasContract } from './storage/quotas.contract.ts'
import { ratingContract } from './storage/rating.contract.ts'
import { resalesContract } from './storage/resales.contract.ts'
import { retentionContract } from './storage/retention.contract.ts'
import { roundTripsContract } from './storage/round-trips.contract.ts'
import { searchesContract } from './storage/searches.contract.ts'
import { settlementContract } from './storage/settlement.contract.ts'
import { sourcesContract } from './storage/sources.contract.ts'
import { subscriptionsContract } from './storage/subscriptions.contract.ts'
import { tenantsContract } from './storage/tenants.contract.ts'
import { transactionsContract } from './storage/transactions.contract.ts'
import { usageContract } from './storage/usage.contract.ts'
import { usageEventsContract } from './storage/usage-events.contract.ts'
import { usageSeriesContract } from './storage/usage-series.contract.ts'
import { valuesContract } from './storage/values.contract.ts'
import { walletsContract } from './storage/wallets.contract.ts'

/**
 * What every storage engine must do. Each test makes the ids it uses, so that they do not meet. `inShort`: only what depends
 * on the engine itself, transactions and values, and a few stores.
 */
export function storageContract(
  name: string,
  open: () => Promise<{ storage: Storage; reopen: () => Promise<Storage> }>,
  { inShort = false } = {},
): void {
  describe(`storage contract: ${name}`, () => {
    let storage: Storage
    let openAgain: () => Promise<Storage>
    beforeAll(async () => {
      const opened = await open()
      storage = opened.storage
      openAgain = opened.reopen
    })
    afterAll(() => storage.close())

    const opened: OpenStorage = {
      write: (tenant, work) => storage.transaction(tenant, work),
      read: (tenant, work) => storage.read(tenant, work),
      lookUp: (tenant, work) => storage.lookUp(tenant, work),
      lease: (request) => storage.queue.lease(request),
      tenants: () => storage.tenants(),
      reopen: async () => {
        await storage.close()
        storage = await openAgain()
      },
    }

    transactionsContract(opened)
    valuesContract(opened)
    journalsContract(opened)
    outboxContract(opened)
    if (inShort) return
    isolationContract(opened)
    roundTripsContract(opened)
    listsContract(opened)
    tenantsContract(opened)
    catalogueContract(opened)
    searchesContract(opened)
    customersContract(opened)
    subscriptionsContract(opened)
    promotionsContract(opened)
    walletsContract(opened)
    entitlementsContract(opened)
    quotasContract(opened)
    authorizationsContract(opened)
    leasesContract(opened)
    passcodesContract(opened)
    openingsContract(opened)
    devicesContract(opened)
    quarantineContract(opened)
    usageContract(opened)
    usageEventsContract(opened)
    ratingContract(opened)
    cellsContract(opened)
    sourcesContract(opened)
    usageSeriesContract(opened)
    settlementContract(opened)
    ledgerContract(opened)
    disputesContract(opened)
    resalesContract(opened)
    endpointsContract(opened)
    operatorsContract(opened)
    idempotencyContract(opened)
    retentionContract(opened)
    lookupsContract(opened)
  })
}
