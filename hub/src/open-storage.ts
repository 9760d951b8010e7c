import { access, readFile, writeFile } from 'node:fs/promises'
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

export async function openStorage({ dataDir, databaseUrl }: StoragePlace): Promise<Storage> {
  await claimEngine(dataDir, databaseUrl === undefined ? 'sqlite' : 'postgres')
  return databaseUrl === undefined ? openSqlite(join(dataDir, sqliteFile)) : openPostgres(databaseUrl)
}

const engineFile = 'engine'

/** What a data directory was first used with; undefined where it does not say. */
export async function keptEngine(dataDir: string): Promise<string | undefined> {
  const text = await readFile(join(dataDir, engineFile), 'utf8').catch(() => undefined)
  return text?.trim()
}

/**
 * A data directory belongs to one engine, the one it was first used with: without its setting a hub would not find its
 * tenant, and found another in a new file beside the keys of the first.
 */
async function claimEngine(dataDir: string, engine: 'sqlite' | 'postgres'): Promise<void> {
  const path = join(dataDir, engineFile)
  // One that was made before directories said so, and holds a file, is the file's.
  const first = await access(join(dataDir, sqliteFile)).then(
    () => 'sqlite',
    () => engine,
  )
  await writeFile(path, `${first}\n`, { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const claimed = (await readFile(path, 'utf8')).trim()
  if (claimed === engine) return
  const cure = claimed === 'postgres' ? 'set OCTROI_DATABASE_URL' : 'leave OCTROI_DATABASE_URL away, or use another directory'
  throw new Error(`${dataDir} belongs to a hub on ${claimed}: ${cure}.`)
}
