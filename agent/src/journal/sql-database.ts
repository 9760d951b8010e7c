export type SqlValue = string | number | Uint8Array | null

export interface Sql {
  /** Resolves with how many rows changed. */
  run(text: string, ...parameters: readonly SqlValue[]): Promise<number>
  all<R>(text: string, ...parameters: readonly SqlValue[]): Promise<readonly R[]>
}

/** An open SQLite database, whichever build of SQLite works on it. Errors carry SQLite's name of theirs as `code`. */
export interface SqlDatabase extends Sql {
  /** Statements without parameters or results. */
  exec(text: string): Promise<void>
  close(): Promise<void>
}

export type OpenSqlDatabase = (path: string) => Promise<SqlDatabase>
