import {
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type TransactionSettings,
} from 'kysely'
import { openSqlite3, SqliteConnection } from './connection.ts'
import type { OpenSqliteDatabase } from './sqlite-database.ts'
import { SqliteWriteDriver } from './write-driver.ts'

export interface SqlitePool {
  readonly file: string
  readonly access: 'write' | 'read'
  /** Of those that read: there is one that writes. */
  readonly connections: number
  /** What works on the file; absent, SQLite as it is compiled for this machine. */
  readonly openDatabase?: OpenSqliteDatabase
}

/** Kysely over SQLite: one writer or several readers; the write-ahead log lets them work at once. */
export function sqliteDialect(pool: SqlitePool): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => (pool.access === 'write' ? new SqliteWriteDriver(pool) : new SqliteReadDriver(pool)),
    createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

/** Connections that only read, each for one user at a time. */
class SqliteReadDriver implements Driver {
  private readonly idle: SqliteConnection[] = []
  private readonly all: SqliteConnection[] = []
  private readonly waiting: ((connection: SqliteConnection) => void)[] = []

  private readonly pool: SqlitePool

  constructor(pool: SqlitePool) {
    this.pool = pool
  }

  async init(): Promise<void> {
    const { file, openDatabase = openSqlite3 } = this.pool
    for (let count = 0; count < this.pool.connections; count++) {
      const connection = new SqliteConnection(await openDatabase(file, 'read'))
      this.all.push(connection)
      this.idle.push(connection)
      await connection.run('pragma busy_timeout = 5000')
      await connection.run('pragma query_only = on')
    }
  }

  acquireConnection(): Promise<DatabaseConnection> {
    const connection = this.idle.pop()
    if (connection !== undefined) return Promise.resolve(connection)
    return new Promise((resolve) => {
      this.waiting.push(resolve)
    })
  }

  releaseConnection(connection: DatabaseConnection): Promise<void> {
    const next = this.waiting.shift()
    if (next === undefined) this.idle.push(connection as SqliteConnection)
    else next(connection as SqliteConnection)
    return Promise.resolve()
  }

  async beginTransaction(connection: DatabaseConnection, _settings: TransactionSettings): Promise<void> {
    await (connection as SqliteConnection).run('begin')
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await (connection as SqliteConnection).run('commit')
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // A failing disk makes SQLite roll back by itself; that there is nothing left to roll back would hide why.
    await (connection as SqliteConnection).run('rollback').catch((error: unknown) => {
      if (!String(error).includes('no transaction is active')) throw error
    })
  }

  /** Takes every connection first, so that what is under way ends before its database does. */
  async destroy(): Promise<void> {
    await Promise.all(this.all.map(() => this.acquireConnection()))
    for (const connection of this.all) await connection.close()
  }
}
