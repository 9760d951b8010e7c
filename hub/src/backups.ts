import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { afterRestore } from './authorizations/after-restore.use-case.ts'
import { notedEngine, sqliteFile } from './engine-note.ts'
import { checkBalances } from './ledger/rebuild-balances.use-case.ts'
import type { StoragePlace } from './open-storage.ts'
import { copyPostgres } from './storage/backup/copy-postgres.ts'
import type { Manifest } from './storage/backup/manifest.ts'
import { checkBackup, restoreInto } from './storage/backup/restore-backup.ts'
import { type BackupPlan, copySqlite, takeBackup } from './storage/backup/take-backup.ts'
import { openSqlite } from './storage/sqlite/open.ts'
import type { Storage } from './stores.ts'

export interface BackupCommand {
  readonly place: StoragePlace
  readonly to: string
  readonly withKeys: boolean
  readonly nowMs: number
}

/** Copies everything a hub keeps, as it is at one moment, while the hub goes on. */
export async function backUp({ place: { dataDir, databaseUrl }, ...to }: BackupCommand): Promise<Manifest> {
  const noted = await notedEngine(dataDir)
  if (noted === 'postgres' && databaseUrl === undefined) {
    throw new Error(`${dataDir} belongs to a hub on postgres: set OCTROI_DATABASE_URL.`)
  }
  const data = databaseUrl === undefined ? await sqliteData(dataDir) : postgresData(databaseUrl)
  return takeBackup({ dataDir, ...to, ...data })
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

export interface RestoreCommand {
  readonly from: string
  readonly dataDir: string
  /** The hub had stopped before the backup was taken. */
  readonly isNothingLost: boolean
  readonly nowMs: number
}

export interface Restored extends Manifest {
  /** On how many devices permits and passcodes were taken back. */
  readonly devices: number
}

/** Puts a backup that is whole into a new data directory, at the newest schema. */
export async function restoreBackup({ from, dataDir, isNothingLost, nowMs }: RestoreCommand): Promise<Restored> {
  const manifest = await checkBackup(from)
  let devices = 0
  const prepare = async (file: string): Promise<void> => {
    const storage = await openSqlite(file)
    try {
      await refuseUnbalanced(storage)
      if (!isNothingLost) devices = await takeBackUnknown(storage, nowMs)
    } finally {
      await storage.close()
    }
  }
  await restoreInto({ from, dataDir, files: manifest.files, prepare })
  return { ...manifest, devices }
}

async function refuseUnbalanced(storage: Storage): Promise<void> {
  for (const tenant of await storage.tenants()) {
    const differences = await storage.read(tenant, checkBalances)
    if (differences.length > 0) throw new Error(`the ledger of ${tenant} differs from its postings: see \`octroi ledger\`.`)
  }
}

async function takeBackUnknown(storage: Storage, nowMs: number): Promise<number> {
  let devices = 0
  for (const tenant of await storage.tenants()) {
    devices += await storage.transaction(tenant, (stores) => afterRestore(stores, { nowMs: () => nowMs }))
  }
  return devices
}
