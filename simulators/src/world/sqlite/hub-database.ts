import type { OpenSqliteDatabase } from '@octroi/hub/storage/sqlite/sqlite-database'
import type { Life } from '../life.ts'
import type { Disk } from './disk.ts'
import { LivingDatabase } from './living-database.ts'
import type { SqliteWasm } from './sqlite-wasm.ts'

/** What a hub keeps everything in. */
export function hubDatabase(sqlite: SqliteWasm, disk: Disk, life: Life): OpenSqliteDatabase {
  return async (name) => {
    const living = new LivingDatabase(sqlite.open(disk, name), life)
    return {
      exec: (sql) => living.told((database) => database.exec(sql)),
      all: (sql, parameters) => living.told((database) => database.all(sql, parameters)),
      run: (sql, parameters) => living.told((database) => database.run(sql, parameters)),
      close: () => living.closed(),
    }
  }
}
