import { Kysely, sql } from 'kysely'
import type { Database } from '../database.ts'
import { postgresTypes } from '../migrations/column-types.ts'
import { migrate } from '../migrations/migrate.ts'
import { postgresDialect } from './dialect.ts'
import { codeOf, isOvertaken, isUnavailable } from './faults.ts'
import { type ColumnTypeOf, columnTypes } from './insert-by-unnest.ts'
import type { PostgresPool } from './pool.ts'
import { type Patience, startOver } from './start-over.ts'

const migrating: Patience = { triesAtMost: 20, longestWaitMs: 500 }

export function connectPostgres(pool: PostgresPool): Kysely<Database> {
  return new Kysely<Database>({ dialect: postgresDialect(pool) })
}

/** Brings a database to the newest schema, once `look` has no objection to it; tells what its columns are. */
export async function preparePostgres(url: string, look: (db: Kysely<never>) => Promise<void>): Promise<ColumnTypeOf> {
  const db = connectPostgres({ url, connections: 1 })
  try {
    const { rows } = await sql<{ server_encoding: string }>`show server_encoding`.execute(db)
    if (rows[0]?.server_encoding !== 'UTF8')
      throw new Error('the database of the PostgreSQL that was named must be encoded in UTF8')
    await look(db as unknown as Kysely<never>)
    await startOver(() => migrate(db as unknown as Kysely<never>, postgresTypes), isOvertaken, migrating)
    return await columnTypes(db)
  } catch (error) {
    // The address may hold a password, so it is not told.
    throw isUnavailable(error)
      ? new Error(`the PostgreSQL that was named does not answer (${codeOf(error) || 'no connection'})`, { cause: error })
      : error
  } finally {
    await db.destroy()
  }
}
