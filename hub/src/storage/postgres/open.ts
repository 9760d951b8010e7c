import type { TenantId } from '@octroi/shared/ids/id'
import { Kysely, sql, type Transaction, type TransactionBuilder } from 'kysely'
import { StorageUnavailable } from '../../storage-unavailable.ts'
import type { Storage } from '../../stores.ts'
import type { Database } from '../database.ts'
import { postgresTypes } from '../migrations/column-types.ts'
import { migrate } from '../migrations/migrate.ts'
import { outboxQueue } from '../stores/outbox.ts'
import { storesOf } from '../stores.ts'
import { postgresDialect } from './dialect.ts'
import { asUnavailable, asUnwritable, codeOf, isConflict, isCut, isOvertaken, isTaken, isUnavailable } from './faults.ts'
import type { PostgresPool } from './pool.ts'
import { type Patience, startOver } from './start-over.ts'

/** Apart, so that reading goes on where all writers wait, and work that reads may write meanwhile. */
const [writers, readers] = [10, 5]
const statementMsAtMost = 30_000

/** Some seconds in all: with as many writers as there are on one row, each gets its turn well before. */
const patience: Patience = { triesAtMost: 60, longestWaitMs: 100 }
/** A key that is taken: by one who came first in this very moment, and then the work finds it; else it is a mistake. */
const secondLooks: Patience = { triesAtMost: 10, longestWaitMs: 20 }
/** Each connection of a pool may have been cut while nobody used it. */
const otherConnections: Patience = { triesAtMost: writers + 1, longestWaitMs: 20 }
const migrating: Patience = { triesAtMost: 20, longestWaitMs: 500 }

/** Opens the database and brings it to the newest schema. */
export async function openPostgres(url: string): Promise<Storage> {
  await prepare(url)
  const writer = connect({ url, connections: writers, statementMsAtMost })
  const reader = connect({ url, connections: readers, statementMsAtMost })
  const write = <T>(work: () => Promise<T>): Promise<T> =>
    startOver(() => startOver(work, isConflict, patience), isTaken, secondLooks).catch((error: unknown) => {
      throw isConflict(error) ? new StorageUnavailable(error) : error
    })
  return {
    transaction: (tenant, work) =>
      write(() => execute(writer.transaction().setIsolationLevel('serializable'), (db) => work(storesOf({ db, tenant })))).catch(
        asUnwritable,
      ),
    read: (tenant, work) =>
      execute(reader.transaction().setIsolationLevel('repeatable read').setAccessMode('read only'), (db) =>
        work(storesOf({ db, tenant })),
      ).catch(asUnavailable),
    queue: outboxQueue({
      // Locked rows are looked at anew and those of others passed over, which a snapshot taken before cannot do.
      transaction: (work) =>
        write(() => execute(writer.transaction().setIsolationLevel('read committed'), work)).catch(asUnwritable),
      hasManyWriters: true,
    }),
    tenants: async () => {
      const rows = await reader.selectFrom('tenants').select('tenant').orderBy('tenant').execute().catch(asUnavailable)
      return rows.map(({ tenant }) => tenant as TenantId)
    },
    check: async () => {
      await sql`select 1`.execute(reader)
    },
    close: async () => {
      await reader.destroy()
      await writer.destroy()
    },
  }
}

/** Runs a transaction, on another connection where the first was cut before the work had begun. */
function execute<T>(transaction: TransactionBuilder<Database>, work: (db: Transaction<Database>) => Promise<T>): Promise<T> {
  let hasBegun = false
  const once = (): Promise<T> =>
    transaction.execute((db) => {
      hasBegun = true
      return work(db)
    })
  return startOver(once, (error) => !hasBegun && isCut(error), otherConnections)
}

function connect(pool: PostgresPool): Kysely<Database> {
  return new Kysely<Database>({ dialect: postgresDialect(pool) })
}

async function prepare(url: string): Promise<void> {
  const db = connect({ url, connections: 1 })
  try {
    const { rows } = await sql<{ server_encoding: string }>`show server_encoding`.execute(db)
    if (rows[0]?.server_encoding !== 'UTF8') throw new Error('the database of OCTROI_DATABASE_URL must be encoded in UTF8')
    await startOver(() => migrate(db as unknown as Kysely<never>, postgresTypes), isOvertaken, migrating)
  } catch (error) {
    // The address may hold a password, so it is not told.
    throw isUnavailable(error)
      ? new Error(`the database of OCTROI_DATABASE_URL does not answer (${codeOf(error) || 'no connection'})`, { cause: error })
      : error
  } finally {
    await db.destroy()
  }
}
