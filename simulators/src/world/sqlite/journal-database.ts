import type { OpenSqlDatabase } from '@octroi/agent/journal/sql-database'
import type { Life } from '../life.ts'
import type { Disk } from './disk.ts'
import { LivingDatabase } from './living-database.ts'
import type { SqliteWasm } from './sqlite-wasm.ts'

/** What the journal of an agent lies in. */
export function journalDatabase(sqlite: SqliteWasm, disk: Disk, life: Life): OpenSqlDatabase {
  return async (name) => {
    const living = new LivingDatabase(sqlite.open(disk, name), life)
    return {
      exec: (text) => living.told((database) => database.exec(text)),
      run: (text, ...parameters) => living.told((database) => database.run(text, parameters)),
      all: (text, ...parameters) => living.told((database) => database.all(text, parameters)) as Promise<never>,
      close: () => living.closed(),
    }
  }
}
