import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { holdFolder } from './storage/sqlite/hold-folder.ts'
import { openSqlite } from './storage/sqlite/open.ts'
import type { Storage } from './stores.ts'

/**
 * Works on the data of a hub that does not run, as commands do. Holds its data directory alone, so that nothing moves
 * meanwhile; throws where there is none, or a hub runs on it.
 */
export async function withStorage<T>(dataDir: string, work: (storage: Storage) => Promise<T>): Promise<T> {
  const file = join(dataDir, 'hub.sqlite')
  await access(file).catch((error: unknown) => {
    throw new Error(`${dataDir} holds no hub.sqlite: name the hub's data directory.`, { cause: error })
  })
  const hold = await holdFolder(dataDir)
  try {
    const storage = await openSqlite(file)
    try {
      return await work(storage)
    } finally {
      await storage.close()
    }
  } finally {
    await hold.release()
  }
}
