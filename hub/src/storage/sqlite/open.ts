import type { TenantId } from '@octroi/shared/ids/id'
import { Kysely, sql } from 'kysely'
import { StorageUnavailable } from '../../storage-unavailable.ts'
import type { Storage, Stores } from '../../stores.ts'
import type { Database } from '../database.ts'
import { KeptVersions } from '../kept-versions.ts'
import { sqliteTypes } from '../migrations/column-types.ts'
import { migrate } from '../migrations/migrate.ts'
import { refuseHalfMoved } from '../move/move-mark.ts'
import { outboxQueue } from '../stores/outbox.ts'
import { storesOf } from '../stores.ts'
import { assumeLargeTables } from './assumed-statistics.ts'
import { sqliteDialect } from './dialect.ts'
import { insertByValues } from './insert-by-values.ts'
import type { OpenSqliteDatabase } from './sqlite-database.ts'

const readers = 2

/** What SQLite answers where the disk is full or fails: https://www.sqlite.org/rescode.html */
const diskFaults = ['SQLITE_FULL', 'SQLITE_IOERR', 'SQLITE_CANTOPEN', 'SQLITE_READONLY']

/** Tells the hub, in its own words, that nothing can be written. */
function asUnavailable(error: unknown): unknown {
  const { code } = error as { readonly code?: unknown }
  return typeof code === 'string' && diskFaults.includes(code) ? new StorageUnavailable(error) : error
}

/** Opens, or makes, the database in a file and brings it to the newest schema, with the build of SQLite that is given. */
export async function openSqlite(file: string, openDatabase?: OpenSqliteDatabase): Promise<Storage> {
  const pool = { file, ...(openDatabase === undefined ? {} : { openDatabase }) }
  const writer = new Kysely<Database>({ dialect: sqliteDialect({ ...pool, access: 'write', connections: 1 }) })
  await refuseHalfMoved(writer as unknown as Kysely<never>)
  await migrate(writer as unknown as Kysely<never>, sqliteTypes)
  await assumeLargeTables(writer as unknown as Kysely<never>)
  const reader = new Kysely<Database>({ dialect: sqliteDialect({ ...pool, access: 'read', connections: readers }) })
  const versions = new KeptVersions()
  const storesIn = (db: Kysely<Database>, tenant: TenantId): Stores =>
    storesOf({ db, tenant, insertRows: insertByValues, versions })
  return {
    transaction: (tenant, work) =>
      writer
        .transaction()
        .execute((tx) => work(storesIn(tx, tenant)))
        .catch((error: unknown) => {
          const fault = asUnavailable(error)
          if (fault instanceof StorageUnavailable) versions.clear()
          throw fault
        }),
    read: (tenant, work) => reader.transaction().execute((tx) => work(storesIn(tx, tenant))),
    lookUp: (tenant, work) => work(storesIn(reader, tenant)),
    queue: outboxQueue({ transaction: (work) => writer.transaction().execute(work), hasManyWriters: false }),
    tenants: async () => {
      const rows = await reader.selectFrom('tenants').select('tenant').orderBy('tenant').execute()
      return rows.map(({ tenant }) => tenant as TenantId)
    },
    check: async () => {
      await sql`select 1`.execute(reader)
    },
    // What was overwritten still lies in the log until the log is written back.
    leaveNoTrace: async () => {
      await sql`pragma wal_checkpoint(truncate)`.execute(writer)
    },
    close: async () => {
      await reader.destroy()
      await writer.destroy()
    },
  }
}
