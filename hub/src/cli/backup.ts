import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { keptEngine, type StoragePlace, sqliteFile } from '../open-storage.ts'
import { copyPostgres } from '../storage/backup/copy-postgres.ts'
import { type BackupPlan, copySqlite, takeBackup } from '../storage/backup/take-backup.ts'

export const backupUsage = `octroi backup --to DIR [--data-dir DIR] [--with-keys]
  Copies everything a hub keeps, as it is at one moment, while the hub goes on. DIR is new or empty.
  --with-keys  the sealing key and the root keys too: whoever has such a backup can sign in the tenant’s name. Without
               them it opens nothing that is sealed; keep the keys apart.
  --data-dir   the hub’s data directory; OCTROI_DATA_DIR or .octroi/hub where it is absent. The database is the
               one of OCTROI_DATABASE_URL where that is set.
`

export interface BackupCommand {
  readonly place: StoragePlace
  readonly to: string
  readonly withKeys: boolean
  readonly nowMs: number
}

/** Exit code 0. Throws where nothing is there to copy, or it cannot be written. */
export async function backup(
  { place: { dataDir, databaseUrl }, to, withKeys, nowMs }: BackupCommand,
  write: (line: string) => void,
  complain: (line: string) => void,
): Promise<0> {
  const kept = await keptEngine(dataDir)
  if (kept === 'postgres' && databaseUrl === undefined)
    throw new Error(`${dataDir} is of a hub on postgres: set OCTROI_DATABASE_URL.`)
  const data = databaseUrl === undefined ? await sqliteData(dataDir) : postgresData(databaseUrl)
  const { tables, files } = await takeBackup({ dataDir, to, withKeys, nowMs, ...data })
  const rows = Object.values(tables).reduce((sum, count) => sum + count, 0)
  write(`${to} holds ${rows} rows of ${Object.keys(tables).length} tables, in ${files[sqliteFile]?.bytes ?? 0} bytes.`)
  if (withKeys) complain('It holds the keys too: whoever reads it can sign in the tenant’s name. Keep it as you keep them.')
  else write('It holds no keys: back up the sealing key and the root keys apart from it, once.')
  return 0
}

type Data = Pick<BackupPlan, 'engine' | 'copy'>

async function sqliteData(dataDir: string): Promise<Data> {
  const database = join(dataDir, sqliteFile)
  await access(database).catch((error: unknown) => {
    throw new Error(`${dataDir} holds no ${sqliteFile}: name the hub’s data directory.`, { cause: error })
  })
  return { engine: 'sqlite', copy: (file) => copySqlite(database, file) }
}

function postgresData(url: string): Data {
  return { engine: 'postgres', copy: (file) => copyPostgres(url, file) }
}
