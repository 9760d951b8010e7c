import sqlite3 from 'sqlite3'
import type { SqliteDatabase } from './sqlite-database.ts'

/** How many compiled statements a connection keeps; the hub has fewer distinct ones. */
const statementsAtMost = 256

/** SQLite as it is compiled for this machine, in its threads. Statements are compiled once. */
export class Sqlite3Database implements SqliteDatabase {
  private readonly statements = new Map<string, sqlite3.Statement>()

  private readonly database: sqlite3.Database

  private constructor(database: sqlite3.Database) {
    this.database = database
  }

  static async open(file: string): Promise<Sqlite3Database> {
    const database = await new Promise<sqlite3.Database>((resolve, reject) => {
      const opened: sqlite3.Database = new sqlite3.Database(file, (error) => (error === null ? resolve(opened) : reject(error)))
    })
    return new Sqlite3Database(database)
  }

  exec(sql: string): Promise<void> {
    return new Promise((resolve, reject) => this.database.exec(sql, (error) => (error === null ? resolve() : reject(error))))
  }

  async all(sql: string, parameters: readonly unknown[]): Promise<readonly unknown[]> {
    const statement = await this.compiled(sql)
    return new Promise((resolve, reject) =>
      statement.all(parameters, (error: Error | null, found: unknown[]) => (error === null ? resolve(found) : reject(error))),
    )
  }

  async run(sql: string, parameters: readonly unknown[]): Promise<number> {
    const statement = await this.compiled(sql)
    return new Promise((resolve, reject) =>
      statement.run(parameters, function (this: sqlite3.RunResult, error: Error | null) {
        if (error === null) resolve(this.changes)
        else reject(error)
      }),
    )
  }

  async close(): Promise<void> {
    for (const statement of this.statements.values()) {
      await new Promise<void>((resolve) => statement.finalize(() => resolve()))
    }
    await new Promise<void>((resolve, reject) => this.database.close((error) => (error === null ? resolve() : reject(error))))
  }

  private async compiled(sql: string): Promise<sqlite3.Statement> {
    const known = this.statements.get(sql)
    if (known !== undefined) return known
    const statement = await new Promise<sqlite3.Statement>((resolve, reject) => {
      const prepared: sqlite3.Statement = this.database.prepare(sql, (error: Error | null) =>
        error === null ? resolve(prepared) : reject(error),
      )
    })
    if (this.statements.size >= statementsAtMost) this.forgetOldest()
    this.statements.set(sql, statement)
    return statement
  }

  private forgetOldest(): void {
    const [oldest] = this.statements
    if (oldest === undefined) return
    this.statements.delete(oldest[0])
    oldest[1].finalize()
  }
}
