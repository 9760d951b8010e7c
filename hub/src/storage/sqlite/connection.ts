import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely'
import sqlite3 from 'sqlite3'
import { bindable } from '../bindable.ts'

/** How many compiled statements a connection keeps; the hub has fewer distinct ones. */
const statementsAtMost = 256

interface Compiled {
  readonly statement: sqlite3.Statement
  readonly hasRows: boolean
}

/** One SQLite connection. Statements are compiled once; what the driver would quietly corrupt is refused. */
export class SqliteConnection implements DatabaseConnection {
  private readonly statements = new Map<string, Compiled>()

  private readonly database: sqlite3.Database

  private constructor(database: sqlite3.Database) {
    this.database = database
  }

  static async open(file: string): Promise<SqliteConnection> {
    const database = await new Promise<sqlite3.Database>((resolve, reject) => {
      const opened: sqlite3.Database = new sqlite3.Database(file, (error) => (error === null ? resolve(opened) : reject(error)))
    })
    return new SqliteConnection(database)
  }

  /** Statements without parameters or results: pragmas, transaction brackets. */
  async run(sql: string): Promise<void> {
    await new Promise<void>((resolve, reject) => this.database.exec(sql, (error) => (error === null ? resolve() : reject(error))))
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { statement, hasRows } = this.statements.get(sql) ?? (await this.compile(sql))
    const bound = parameters.map(bindable)
    if (hasRows) {
      const rows = await new Promise<R[]>((resolve, reject) =>
        statement.all<R>(bound, (error: Error | null, found: R[]) => (error === null ? resolve(found) : reject(error))),
      )
      return { rows }
    }
    const changes = await new Promise<number>((resolve, reject) =>
      statement.run(bound, function (this: sqlite3.RunResult, error: Error | null) {
        if (error === null) resolve(this.changes)
        else reject(error)
      }),
    )
    return { rows: [], numAffectedRows: BigInt(changes) }
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('results are read whole; ask for pages')
  }

  async close(): Promise<void> {
    for (const { statement } of this.statements.values()) {
      await new Promise<void>((resolve) => statement.finalize(() => resolve()))
    }
    await new Promise<void>((resolve, reject) => this.database.close((error) => (error === null ? resolve() : reject(error))))
  }

  private async compile(sql: string): Promise<Compiled> {
    const statement = await new Promise<sqlite3.Statement>((resolve, reject) => {
      const prepared: sqlite3.Statement = this.database.prepare(sql, (error: Error | null) =>
        error === null ? resolve(prepared) : reject(error),
      )
    })
    if (this.statements.size >= statementsAtMost) this.forgetOldest()
    const compiled = { statement, hasRows: /^\s*(?:select|with|pragma)\b|\breturning\b/i.test(sql) }
    this.statements.set(sql, compiled)
    return compiled
  }

  private forgetOldest(): void {
    const [oldest] = this.statements
    if (oldest === undefined) return
    this.statements.delete(oldest[0])
    oldest[1].statement.finalize()
  }
}
