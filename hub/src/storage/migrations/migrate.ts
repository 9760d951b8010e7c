import { type Kysely, type Migration, Migrator } from 'kysely'
import { createFirstTables } from './0001-first-opening.ts'
import { createLeases } from './0002-leases.ts'
import { createDisputeTables } from './0003-disputes.ts'
import { addPasscodes } from './0004-passcodes.ts'
import { addSuspensions } from './0007-suspensions.ts'
import type { ColumnTypes } from './column-types.ts'

/** Every migration, in order. One that was released is never changed. */
function migrations(types: ColumnTypes): Readonly<Record<string, Migration>> {
  return {
    '0001-first-opening': { up: (db) => createFirstTables(db, types) },
    '0002-leases': { up: (db) => createLeases(db, types) },
    '0003-disputes': { up: (db) => createDisputeTables(db, types) },
    '0004-passcodes': { up: (db) => addPasscodes(db, types) },
    '0007-suspensions': { up: (db) => addSuspensions(db, types) },
  }
}

/** Brings the database to the newest schema, or throws with what failed; a failed migration leaves nothing behind. */
export async function migrateToLatest(db: Kysely<never>, types: ColumnTypes): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...migrations(types) }) } })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}
