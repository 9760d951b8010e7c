import type { BindableValue, Database, PreparedStatement, Sqlite3Static } from '@sqlite.org/sqlite-wasm'

/** An error of SQLite under SQLite's name of it, as the compiled driver tells it. */
class SqliteError extends Error {
  override readonly name = 'SqliteError'
  readonly code: string

  constructor(code: string, detail: string) {
    super(detail)
    this.code = code
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

type Row = Readonly<Record<string, unknown>>

/** One open database whose statements are answered at once. */
export class StatementDatabase {
  private readonly sqlite: Sqlite3Static
  private readonly database: Database
  private readonly statements = new Map<string, PreparedStatement>()
  private readonly names = new WeakMap<PreparedStatement, readonly string[]>()

  constructor(sqlite: Sqlite3Static, database: Database) {
    this.sqlite = sqlite
    this.database = database
  }

  exec(sql: string): void {
    this.telling(() => {
      if (isBracket(sql)) this.step(sql, [])
      else this.database.exec(sql)
    })
  }

  all(sql: string, parameters: readonly unknown[]): readonly Row[] {
    return this.telling(() => {
      const rows: Row[] = []
      this.step(sql, parameters, (statement) => rows.push(this.row(statement)))
      return rows
    })
  }

  /** Answers with how many rows changed. */
  run(sql: string, parameters: readonly unknown[]): number {
    return this.telling(() => {
      this.step(sql, parameters)
      return this.database.changes()
    })
  }

  close(): void {
    for (const statement of this.statements.values()) statement.finalize()
    this.statements.clear()
    this.database.close()
  }

  private step(
    sql: string,
    parameters: readonly unknown[],
    onRow: (statement: PreparedStatement) => void = () => undefined,
  ): void {
    const statement = this.statements.get(sql) ?? this.database.prepare(sql)
    this.statements.set(sql, statement)
    try {
      if (parameters.length > 0) statement.bind(parameters as BindableValue[])
      while (statement.step()) onRow(statement)
    } finally {
      statement.reset(true)
    }
  }

  /** Text is read by its length: it may hold a NUL. */
  private row(statement: PreparedStatement): Row {
    const { capi, wasm } = this.sqlite
    const row: Record<string, unknown> = {}
    const bytesOf = (column: number): Uint8Array => {
      const at = capi.sqlite3_column_blob(statement, column)
      return wasm.heap8u().slice(at, at + capi.sqlite3_column_bytes(statement, column))
    }
    for (const [column, name] of this.namesOf(statement).entries()) {
      const type = capi.sqlite3_column_type(statement, column)
      if (type === capi.SQLITE_NULL) row[name] = null
      else if (type === capi.SQLITE_INTEGER) row[name] = Number(capi.sqlite3_column_int64(statement as never, column))
      else if (type === capi.SQLITE_FLOAT) row[name] = capi.sqlite3_column_double(statement, column)
      else row[name] = type === capi.SQLITE_TEXT ? decoder.decode(bytesOf(column)) : bytesOf(column)
    }
    return row
  }

  private namesOf(statement: PreparedStatement): readonly string[] {
    const known = this.names.get(statement)
    if (known !== undefined) return known
    const names = statement.getColumnNames()
    this.names.set(statement, names)
    return names
  }

  private telling<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof this.sqlite.SQLite3Error)) throw error
      const { resultCode } = error as { readonly resultCode: number }
      throw new SqliteError(this.sqlite.capi.sqlite3_js_rc_str(resultCode & 0xff) ?? 'SQLITE_ERROR', error.message)
    }
  }
}

/** What is run again and again without parameters is compiled once too. */
function isBracket(sql: string): boolean {
  return sql === 'begin immediate' || sql === 'begin' || sql === 'commit' || sql === 'rollback'
}
