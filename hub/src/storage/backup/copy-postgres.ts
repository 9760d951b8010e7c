import { Kysely, sql } from 'kysely'
import type { Database } from '../database.ts'
import { sqliteTypes } from '../migrations/column-types.ts'
import { migrate, migrationsOf } from '../migrations/migrate.ts'
import { chunksOf, usualChunk } from '../move/row-chunks.ts'
import { tableShapes } from '../move/table-shape.ts'
import { connectPostgres } from '../postgres/prepare.ts'
import { sqliteDialect } from '../sqlite/dialect.ts'
import { insertByValues } from '../sqlite/insert-by-values.ts'

/** One state of a PostgreSQL that others are writing, table by table, in a new SQLite file. */
export async function copyPostgres(url: string, file: string): Promise<void> {
  const source = connectPostgres({ url, connections: 1 })
  const target = new Kysely<Database>({ dialect: sqliteDialect({ file, access: 'write', connections: 1 }) })
  try {
    await migrate(target as unknown as Kysely<never>, sqliteTypes)
    const snapshot = source.transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
    await snapshot.execute((tx) => copyTables(tx as unknown as Kysely<never>, target))
    // One file and nothing beside it.
    await sql`pragma journal_mode = delete`.execute(target)
  } finally {
    await target.destroy()
    await source.destroy()
  }
}

async function copyTables(from: Kysely<never>, to: Kysely<Database>): Promise<void> {
  const [theirs, ours] = [await migrationsOf(from), await migrationsOf(to as unknown as Kysely<never>)]
  if (theirs.join() !== ours.join()) {
    throw new Error('the database has another schema than this version: back it up with the version that runs on it.')
  }
  for (const shape of await tableShapes()) {
    for await (const rows of chunksOf(from, shape, usualChunk)) {
      await to.transaction().execute(async (tx) => {
        for (const insert of insertByValues(tx, shape.name as keyof Database, rows)) await insert.execute()
      })
    }
  }
}
