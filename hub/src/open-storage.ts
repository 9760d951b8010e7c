import { join } from 'node:path'
import { openPostgres } from './storage/postgres/open.ts'
import { openSqlite } from './storage/sqlite/open.ts'
import type { Storage } from './stores.ts'

export interface StoragePlace {
  readonly dataDir: string
  /** A PostgreSQL; where it is absent, a file in the data directory holds everything. */
  readonly databaseUrl?: string
}

export const sqliteFile = 'hub.sqlite'

export function openStorage({ dataDir, databaseUrl }: StoragePlace): Promise<Storage> {
  return databaseUrl === undefined ? openSqlite(join(dataDir, sqliteFile)) : openPostgres(databaseUrl)
}
