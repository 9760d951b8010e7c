import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely'
import { bindable } from '../bindable.ts'
import type { OpenSqliteDatabase, SqliteDatabase } from './sqlite-database.ts'
import { Sqlite3Database } from './sqlite3-database.ts'

export const openSqlite3: OpenSqliteDatabase = (file) => Sqlite3Database.open(file)

/** One SQLite connection for the query builder. What the driver would quietly corrupt is refused. */
export class SqliteConnection implements DatabaseConnection {
  private readonly database: SqliteDatabase

  constructor(database: SqliteDatabase) {
    this.database = database
  }

  static async open(file: string): Promise<SqliteConnection> {
    return new SqliteConnection(await openSqlite3(file, 'write'))
  }

  /** Statements without parameters or results: pragmas, transaction brackets. */
  run(sql: string): Promise<void> {
    return this.database.exec(sql)
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const bound = parameters.map(bindable)
    if (/^\s*(?:select|with|pragma)\b|\breturning\b/i.test(sql)) {
      return { rows: (await this.database.all(sql, bound)) as R[] }
    }
    return { rows: [], numAffectedRows: BigInt(await this.database.run(sql, bound)) }
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('results are read whole; ask for pages')
  }

  close(): Promise<void> {
    return this.database.close()
  }
}
