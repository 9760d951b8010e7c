import { join } from 'node:path'
import { claimEngine, sqliteFile } from './engine-note.ts'
import { openPostgres } from './storage/postgres/open.ts'
import { openSqlite } from './storage/sqlite/open.ts'
import type { Storage } from './stores.ts'

export interface StoragePlace {
  readonly dataDir: string
  /** A PostgreSQL; where it is absent, a file in the data directory holds everything. */
  readonly databaseUrl?: string
}

export async function openStorage({ dataDir, databaseUrl }: StoragePlace): Promise<Storage> {
  await claimEngine(dataDir, databaseUrl === undefined ? 'sqlite' : 'postgres')
  return databaseUrl === undefined ? openSqlite(join(dataDir, sqliteFile)) : openPostgres(databaseUrl)
}
