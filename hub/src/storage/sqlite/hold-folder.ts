import { join } from 'node:path'
import { SqliteConnection } from './connection.ts'

/**
 * Holds a data directory for this process alone, until it is released or the process ends, however it ends: two hubs on
 * one database would each lease, fold and number by themselves.
 */
export async function holdFolder(folder: string): Promise<{ release(): Promise<void> }> {
  const connection = await SqliteConnection.open(join(folder, 'hub.lock'))
  try {
    await connection.run('begin exclusive')
  } catch (error) {
    await connection.close()
    const isBusy = (error as { code?: string }).code === 'SQLITE_BUSY'
    throw isBusy ? new Error(`${folder} is in use by another hub; stop it first`, { cause: error }) : error
  }
  return { release: () => connection.close() }
}
