import { createHash } from 'node:crypto'
import { access, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { TenantId } from '@octroi/shared/ids/id'
import { Kysely, sql } from 'kysely'
import { type Engine, sqliteFile } from '../../engine-note.ts'
import type { Stores } from '../../stores.ts'
import type { Database } from '../database.ts'
import type { InsertRows } from '../insert-rows.ts'
import { sqliteTypes } from '../migrations/column-types.ts'
import { migrate, migrationNames } from '../migrations/migrate.ts'
import { columnTypes, insertByUnnest } from '../postgres/insert-by-unnest.ts'
import { connectPostgres, preparePostgres } from '../postgres/prepare.ts'
import { sqliteDialect } from '../sqlite/dialect.ts'
import { insertByValues } from '../sqlite/insert-by-values.ts'
import { storesOf } from '../stores.ts'

/** A data directory with its file, or a PostgreSQL. */
export type MovePlace = { readonly dataDir: string } | { readonly url: string }

/** One of the two databases of a move, opened; the one that data comes from refuses to be written. */
export interface MoveEnd {
  readonly engine: Engine
  readonly db: Kysely<never>
  readonly insertRows: InsertRows
  readonly close: () => Promise<void>
}

export async function openSource(place: MovePlace): Promise<MoveEnd> {
  const source = 'url' in place ? await overPostgres(place.url) : overSqlite(await fileThatIsThere(place.dataDir), 'read')
  try {
    const applied = await appliedMigrations(source.db)
    if (applied.length === 0) throw new Error('the database to move from holds no hub.')
    if (applied.join() !== migrationNames().join()) {
      throw new Error('the database to move from has another version: start this version of the hub on it once, and stop it.')
    }
    return source
  } catch (error) {
    await source.close()
    throw error
  }
}

/** Brings it to the newest schema, once `look` has no objection. */
export async function openTarget(place: MovePlace, look: (db: Kysely<never>) => Promise<void>): Promise<MoveEnd> {
  if ('url' in place) {
    await preparePostgres(place.url, look)
    return overPostgres(place.url)
  }
  await mkdir(place.dataDir, { recursive: true, mode: 0o700 })
  const target = overSqlite(join(place.dataDir, sqliteFile), 'write')
  try {
    await look(target.db)
    await migrate(target.db, sqliteTypes)
    return target
  } catch (error) {
    await target.close()
    throw error
  }
}

/** Names an installation by its tenants and their root keys, which no other has. */
export async function installationOf({ db }: MoveEnd): Promise<{ readonly name: string; readonly tenants: readonly TenantId[] }> {
  const all = (db as unknown as Kysely<Database>).selectFrom('tenants').select(['tenant', 'root_key'])
  const rows = await all.orderBy('tenant').execute()
  const hash = createHash('sha256')
  for (const { tenant, root_key: rootKey } of rows) hash.update(tenant).update(rootKey)
  return { name: hash.digest('hex'), tenants: rows.map(({ tenant }) => tenant as TenantId) }
}

/** Reads one state of a tenant's stores. */
export function readStores<T>({ db, insertRows }: MoveEnd, tenant: TenantId, work: (stores: Stores) => Promise<T>): Promise<T> {
  const typed = db as unknown as Kysely<Database>
  return typed.transaction().execute((tx) => work(storesOf({ db: tx, tenant, insertRows })))
}

function overSqlite(file: string, access: 'read' | 'write'): MoveEnd {
  const db = new Kysely<never>({ dialect: sqliteDialect({ file, access, connections: 1 }) })
  return { engine: 'sqlite', db, insertRows: insertByValues, close: () => db.destroy() }
}

async function overPostgres(url: string): Promise<MoveEnd> {
  const db = connectPostgres({ url, connections: 1 })
  try {
    const insertRows = insertByUnnest(await columnTypes(db))
    return { engine: 'postgres', db: db as unknown as Kysely<never>, insertRows, close: () => db.destroy() }
  } catch (error) {
    await db.destroy()
    throw error
  }
}

async function fileThatIsThere(dataDir: string): Promise<string> {
  const file = join(dataDir, sqliteFile)
  await access(file).catch((error: unknown) => {
    throw new Error(`${dataDir} holds no ${sqliteFile}: name the hub's data directory.`, { cause: error })
  })
  return file
}

async function appliedMigrations(db: Kysely<never>): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some(({ name }) => name === 'kysely_migration')) return []
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  return rows.map(({ name }) => name)
}
