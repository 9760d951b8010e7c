import { access, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export type Engine = 'sqlite' | 'postgres'

/** In a data directory, where its hub keeps everything without a PostgreSQL. */
export const sqliteFile = 'hub.sqlite'

const engineFile = 'engine'

/**
 * A data directory belongs to one engine, the one it was first used with: without its setting a hub would not find its
 * tenant, and found another in a new file beside the keys of the first.
 */
export async function claimEngine(dataDir: string, engine: Engine): Promise<void> {
  const first = (await notedEngine(dataDir)) ?? engine
  await writeFile(join(dataDir, engineFile), `${first}\n`, { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const claimed = await notedEngine(dataDir)
  if (claimed === engine) return
  const cure = claimed === 'postgres' ? 'set OCTROI_DATABASE_URL' : 'leave OCTROI_DATABASE_URL away, or use another directory'
  throw new Error(`${dataDir} belongs to a hub on ${claimed}: ${cure}.`)
}

/** Where the data lies that a directory's keys are for; undefined where it was never used. */
export async function notedEngine(dataDir: string): Promise<Engine | undefined> {
  const noted = await readFile(join(dataDir, engineFile), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (noted !== undefined) return noted.trim() as Engine
  // One that was made before directories said so, and holds a file, is the file's.
  return access(join(dataDir, sqliteFile)).then(
    () => 'sqlite',
    () => undefined,
  )
}

/** Its data lies elsewhere from now on. */
export async function noteEngine(dataDir: string, engine: Engine): Promise<void> {
  await writeFile(join(dataDir, engineFile), `${engine}\n`, { mode: 0o600 })
}
