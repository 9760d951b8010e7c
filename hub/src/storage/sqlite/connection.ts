import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely'
import { bindable } from '../bindable.ts'
import type { OpenSqliteDatabase, SqliteDatabase } from './sqlite-database.ts'
import { Sqlite3Database } from './sqlite3-database.ts'

const textsAtMost = 1000

export const openSqlite3: OpenSqliteDatabase = (file) => Sqlite3Database.open(file)

/** One SQLite connection for the query builder. What the driver would quietly corrupt is refused. */
export class SqliteConnection implements DatabaseConnection {
  private readonly database: SqliteDatabase
  /** Whether a statement answers with rows, by its text: there are few. */
  private readonly answers = new Map<string, boolean>()

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
    if (this.hasRows(sql)) {
      return { rows: (await this.database.all(sql, bound)) as R[] }
    }
    return { rows: [], numAffectedRows: BigInt(await this.database.run(sql, bound)) }
  }

  private hasRows(sql: string): boolean {
    let has = this.answers.get(sql)
    if (has === undefined) {
      has = /^\s*(?:select|with|pragma)\b|\breturning\b/i.test(sql)
      if (this.answers.size < textsAtMost) this.answers.set(sql, has)
    }
    return has
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('results are read whole; ask for pages')
  }

  close(): Promise<void> {
    return this.database.close()
  }
}
