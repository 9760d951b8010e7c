import type { OpenSqliteDatabase } from '@octroi/hub/storage/sqlite/sqlite-database'
import type { Life } from '../life.ts'
import type { Disk } from './disk.ts'
import type { SqliteWasm } from './sqlite-wasm.ts'

/** What a hub keeps everything in. Each statement is a point at which the hub may end. */
export function hubDatabase(sqlite: SqliteWasm, disk: Disk, life: Life): OpenSqliteDatabase {
  return async (name) => {
    const database = sqlite.open(disk, name)
    let isOpen = true
    const close = (): void => {
      if (isOpen) database.close()
      isOpen = false
    }
    life.onEnd(close)
    const told = async <T>(work: () => T): Promise<T> => {
      await life.step()
      return life.guard(new Promise((resolve) => resolve(work())))
    }
    return {
      exec: (sql) => told(() => database.exec(sql)),
      all: (sql, parameters) => told(() => database.all(sql, parameters)),
      run: (sql, parameters) => told(() => database.run(sql, parameters)),
      close: () => told(close),
    }
  }
}
