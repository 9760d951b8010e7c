import { chmod, copyFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { refuseNewer } from '../migrations/migrate.ts'
import { holdFolder } from '../sqlite/hold-folder.ts'
import { contentsOf } from './contents.ts'
import { copyName, fileSum, type Manifest, readManifest, syncFile } from './manifest.ts'
import { copyKeys, emptyFolder } from './take-backup.ts'

/** Throws with what is wrong with a backup, at once, before anything is made of it. */
export async function checkBackup(folder: string): Promise<Manifest> {
  const manifest = await readManifest(folder)
  refuseNewer(manifest.migrations)
  for (const [name, { bytes, sha256 }] of Object.entries(manifest.files)) {
    const found = await fileSum(join(folder, name)).catch((error: unknown) => {
      throw new Error(`${name} of the backup cannot be read`, { cause: error })
    })
    if (found.bytes !== bytes || found.sha256 !== sha256) throw new Error(`${name} of the backup was changed or damaged since.`)
  }
  if (!(copyName in manifest.files)) throw new Error(`the backup does not list ${copyName}.`)
  const { migrations, tables, ledger } = await contentsOf(join(folder, copyName))
  const told = { migrations: manifest.migrations, tables: manifest.tables, ledger: manifest.ledger }
  for (const [what, held] of Object.entries({ migrations, tables, ledger })) {
    const isAsTold = canonical(held) === canonical(told[what as keyof typeof told])
    if (!isAsTold) throw new Error(`${copyName} does not hold the ${what} that the manifest tells of.`)
  }
  return manifest
}

/** Names sorted, so that their order says nothing. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([left], [right]) => (left < right ? -1 : 1)))
      : each,
  )
}

export interface Restoring {
  readonly from: string
  readonly dataDir: string
  readonly files: Manifest['files']
  /** Brings the data, which lies under another name until it is ready, to where a hub can go on with it. */
  readonly prepare: (file: string) => Promise<void>
}

/** Puts a backup's data and keys into a new data directory: a hub finds all of it there, or nothing. */
export async function restoreInto({ from, dataDir, files, prepare }: Restoring): Promise<void> {
  await emptyFolder(dataDir)
  const hold = await holdFolder(dataDir)
  try {
    const draft = join(dataDir, `${copyName}.restoring`)
    await copyFile(join(from, copyName), draft)
    await chmod(draft, 0o600)
    await prepare(draft)
    await copyKeys(from, dataDir, Object.keys(files))
    for (const name of Object.keys(files)) if (name !== copyName) await syncFile(join(dataDir, name))
    await syncFile(draft)
    await rename(draft, join(dataDir, copyName))
    await syncFile(dataDir)
  } finally {
    await hold.release()
  }
}
