import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { sqliteFile } from './engine-note.ts'
import { openStorage, type StoragePlace } from './open-storage.ts'
import { holdFolder } from './storage/sqlite/hold-folder.ts'
import type { Storage } from './stores.ts'

/**
 * Works on the data of a hub that does not run, as commands do. Holds its data directory alone, so that nothing moves
 * meanwhile; throws where there is none, or a hub runs on it.
 */
export async function withStorage<T>(place: StoragePlace, work: (storage: Storage) => Promise<T>): Promise<T> {
  const { dataDir, databaseUrl } = place
  const needed = databaseUrl === undefined ? join(dataDir, sqliteFile) : dataDir
  await access(needed).catch((error: unknown) => {
    const lacks = databaseUrl === undefined ? `holds no ${sqliteFile}` : 'is not there'
    throw new Error(`${dataDir} ${lacks}: name the hub's data directory.`, { cause: error })
  })
  const hold = await holdFolder(dataDir)
  try {
    const storage = await openStorage(place)
    try {
      return await work(storage)
    } finally {
      await storage.close()
    }
  } finally {
    await hold.release()
  }
}
