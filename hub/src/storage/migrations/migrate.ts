import { type Kysely, type Migration, Migrator } from 'kysely'
import { createFirstTables } from './0001-first-opening.ts'
import { createLeases } from './0002-leases.ts'
import { createDisputeTables } from './0003-disputes.ts'
import { addPasscodes } from './0004-passcodes.ts'
import { createBalances } from './0005-balances.ts'
import { addReleases } from './0006-releases.ts'
import { addSuspensions } from './0007-suspensions.ts'
import { addOperators } from './0008-operators.ts'
import { addRetentionAndErasure } from './0009-retention-and-erasure.ts'
import { addTestTwins } from './0010-test-twins.ts'
import { createCellsAndEvents } from './0011-cells-and-events.ts'
import { indexDeliveries } from './0012-console-lists.ts'
import { addLookups } from './0013-lookups.ts'
import { addCustomerPages } from './0014-customer-pages.ts'
import { indexMoneyPages } from './0015-money-pages.ts'
import { addNarrowedLists } from './0016-narrowed-lists.ts'
import { addVersionsInForce } from './0018-versions-in-force.ts'
import { addPromotions } from './0019-promotions.ts'
import { createUsageEvents } from './0020-usage-events.ts'
import { createResales } from './0022-resales.ts'
import { createOutstandingGrants } from './0023-outstanding-grants.ts'
import { addSubscriptionChanges } from './0024-subscription-changes.ts'
import { createOrderParts } from './0025-orders.ts'
import { createQuotas } from './0026-quotas.ts'
import { createWallets } from './0027-wallets.ts'
import { addCustomers } from './0028-customers.ts'
import { addHeldCoupons } from './0029-held-coupons.ts'
import { indexSubscriptionsByOffer } from './0030-subscriptions-by-offer.ts'
import { addSessionNonces } from './0031-session-nonces.ts'
import { type ColumnTypes, sqliteTypes } from './column-types.ts'

/** Every migration, in order. One that was released is never changed. */
function migrations(types: ColumnTypes): Readonly<Record<string, Migration>> {
  return {
    '0001-first-opening': { up: (db) => createFirstTables(db, types) },
    '0002-leases': { up: (db) => createLeases(db, types) },
    '0003-disputes': { up: (db) => createDisputeTables(db, types) },
    '0004-passcodes': { up: (db) => addPasscodes(db, types) },
    '0005-balances': { up: (db) => createBalances(db, types) },
    '0006-releases': { up: (db) => addReleases(db, types) },
    '0007-suspensions': { up: (db) => addSuspensions(db, types) },
    '0008-operators': { up: (db) => addOperators(db, types) },
    '0009-retention-and-erasure': { up: (db) => addRetentionAndErasure(db, types) },
    '0010-test-twins': { up: (db) => addTestTwins(db, types) },
    '0011-cells-and-events': { up: (db) => createCellsAndEvents(db, types) },
    '0012-console-lists': { up: (db) => indexDeliveries(db) },
    '0013-lookups': { up: (db) => addLookups(db, types) },
    '0014-customer-pages': { up: (db) => addCustomerPages(db, types) },
    '0015-money-pages': { up: (db) => indexMoneyPages(db) },
    '0016-narrowed-lists': { up: (db) => addNarrowedLists(db, types) },
    '0018-versions-in-force': { up: (db) => addVersionsInForce(db, types) },
    '0019-promotions': { up: (db) => addPromotions(db, types) },
    '0020-usage-events': { up: (db) => createUsageEvents(db, types) },
    '0022-resales': { up: (db) => createResales(db, types) },
    '0023-outstanding-grants': { up: (db) => createOutstandingGrants(db, types) },
    '0024-subscription-changes': { up: (db) => addSubscriptionChanges(db, types) },
    '0025-orders': { up: (db) => createOrderParts(db, types) },
    '0026-quotas': { up: (db) => createQuotas(db, types) },
    '0027-wallets': { up: (db) => createWallets(db, types) },
    '0028-customers': { up: (db) => addCustomers(db, types) },
    '0029-held-coupons': { up: (db) => addHeldCoupons(db) },
    '0030-subscriptions-by-offer': { up: (db) => indexSubscriptionsByOffer(db) },
    '0031-session-nonces': { up: (db) => addSessionNonces(db, types) },
  }
}

/** The migrations a database went through, in their order. */
export async function migrationsOf(db: Kysely<never>): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some(({ name }) => name === 'kysely_migration')) return []
  const done = db as unknown as Kysely<{ kysely_migration: { name: string } }>
  const rows = await done.selectFrom('kysely_migration').select('name').orderBy('name').execute()
  return rows.map(({ name }) => name)
}

/** Throws where a database went through migrations that this version does not know: it would read it wrongly. */
export function refuseNewer(done: readonly string[]): void {
  const known = migrationNames()
  const unknown = done.find((name) => !known.includes(name))
  if (unknown === undefined) return
  throw new Error(
    `the data is of a newer version: it went through ${unknown}, and this one knows up to ${known.at(-1)}. Start the version it was last used with, or restore a backup of before.`,
  )
}

/** The names of all, in order, as a database that has them keeps them. */
export function migrationNames(): readonly string[] {
  return Object.keys(migrations(sqliteTypes))
}

/**
 * Brings the database to the newest schema, or to the one `through` a migration; throws with what failed, and a failed
 * migration leaves nothing behind.
 */
export async function migrate(db: Kysely<never>, types: ColumnTypes, through?: string): Promise<void> {
  refuseNewer(await migrationsOf(db))
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...migrations(types) }) } })
  const { error } = await (through === undefined ? migrator.migrateToLatest() : migrator.migrateTo(through))
  if (error !== undefined) throw error
}
