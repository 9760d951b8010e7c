/** An open SQLite database, whichever build of SQLite works on it. Errors carry SQLite's name of theirs as `code`. */
export interface SqliteDatabase {
  /** Statements without parameters or results. */
  exec(sql: string): Promise<void>
  all(sql: string, parameters: readonly unknown[]): Promise<readonly unknown[]>
  /** Resolves with how many rows changed. */
  run(sql: string, parameters: readonly unknown[]): Promise<number>
  close(): Promise<void>
}

export type OpenSqliteDatabase = (file: string, access: 'write' | 'read') => Promise<SqliteDatabase>
