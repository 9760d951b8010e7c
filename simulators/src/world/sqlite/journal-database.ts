import type { OpenSqlDatabase } from '@octroi/agent/journal/sql-database'
import type { Life } from '../life.ts'
import type { Disk } from './disk.ts'
import type { SqliteWasm } from './sqlite-wasm.ts'

/** What the journal of an agent lies in. Each statement is a point at which the agent may end. */
export function journalDatabase(sqlite: SqliteWasm, disk: Disk, life: Life): OpenSqlDatabase {
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
      exec: (text) => told(() => database.exec(text)),
      run: (text, ...parameters) => told(() => database.run(text, parameters)),
      all: (text, ...parameters) => told(() => database.all(text, parameters)) as Promise<never>,
      close: () => told(close),
    }
  }
}
