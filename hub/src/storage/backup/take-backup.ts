import { chmod, copyFile, mkdir, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { formatInstant } from '@octroi/shared/time/instant'
import { CompiledQuery } from 'kysely'
import { SqliteConnection } from '../sqlite/connection.ts'
import { contentsOf } from './contents.ts'
import { copyName, fileSum, type Manifest, syncFile, writeManifest } from './manifest.ts'

export interface BackupPlan {
  readonly dataDir: string
  readonly to: string
  readonly withKeys: boolean
  readonly nowMs: number
  readonly engine: Manifest['engine']
  /** Writes the data, of one moment, into a new SQLite file. */
  readonly copy: (file: string) => Promise<void>
}

/** Copies everything there is while the hub goes on. Throws where the folder holds anything already. */
export async function takeBackup({ dataDir, to, withKeys, nowMs, engine, copy }: BackupPlan): Promise<Manifest> {
  await emptyFolder(to)
  const file = join(to, copyName)
  await copy(file)
  await chmod(file, 0o600)
  const names = [copyName, ...(withKeys ? await keyFiles(dataDir) : [])]
  await copyKeys(dataDir, to, names)
  const files: Manifest['files'] = {}
  for (const name of names) {
    await syncFile(join(to, name))
    files[name] = await fileSum(join(to, name))
  }
  const manifest: Manifest = {
    format: 'octroi/v1/backup',
    takenAt: formatInstant(nowMs),
    engine,
    ...(await contentsOf(file)),
    files,
  }
  await writeManifest(to, manifest)
  return manifest
}

/** A folder of the owner's alone, made where it is not there. */
export async function emptyFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if ((await readdir(folder)).length > 0) throw new Error(`${folder} is not empty: name a new folder.`)
}

/** Copies those of the files that are keys, for the owner alone to read. */
export async function copyKeys(from: string, to: string, names: readonly string[]): Promise<void> {
  for (const name of names.filter((each) => each !== copyName)) {
    await mkdir(dirname(join(to, name)), { recursive: true, mode: 0o700 })
    await copyFile(join(from, name), join(to, name))
    await chmod(join(to, name), 0o600)
  }
}

/** What opens the secrets in the database. The operator's first API key is none of it. */
async function keyFiles(dataDir: string): Promise<readonly string[]> {
  const found = await readdir(dataDir, { recursive: true })
  return found.filter((name) => name === 'sealing-key' || /^root-keys\/[^/]+\.root$/.test(name)).toSorted()
}

/** One state of a SQLite database that others may be writing; what was deleted in it is not copied. */
export async function copySqlite(database: string, file: string): Promise<void> {
  const connection = await SqliteConnection.open(database)
  try {
    await connection.run('pragma busy_timeout = 5000')
    await connection.executeQuery(CompiledQuery.raw('vacuum into ?', [file]))
  } finally {
    await connection.close()
  }
}
