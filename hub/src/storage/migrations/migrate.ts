import { type Kysely, type Migration, Migrator } from 'kysely'
import { createFirstTables } from './0001-first-opening.ts'
import { createLeases } from './0002-leases.ts'
import { createDisputeTables } from './0003-disputes.ts'
import { addPasscodes } from './0004-passcodes.ts'
import { createBalances } from './0005-balances.ts'
import { addReleases } from './0006-releases.ts'
import { addSuspensions } from './0007-suspensions.ts'
import { addOperators } from './0008-operators.ts'
import { indexDeliveries } from './0012-console-lists.ts'
import { indexMoneyPages } from './0015-money-pages.ts'
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
    '0012-console-lists': { up: (db) => indexDeliveries(db) },
    '0015-money-pages': { up: (db) => indexMoneyPages(db) },
  }
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
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...migrations(types) }) } })
  const { error } = await (through === undefined ? migrator.migrateToLatest() : migrator.migrateTo(through))
  if (error !== undefined) throw error
}
