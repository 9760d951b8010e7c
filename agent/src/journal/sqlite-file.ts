import { plainBytes } from '@octroi/shared/crypto/bytes'
import sqlite3 from 'sqlite3'
import { JournalFullError } from './journal.ts'

export type SqlValue = string | number | Uint8Array | null

class FileInUseError extends Error {
  override readonly name = 'FileInUseError'
}

/** One SQLite file with promises, and one thing at a time, held alone. A commit has reached the disk when it resolves. */
export class SqliteFile {
  private readonly database: sqlite3.Database
  private last: Promise<unknown> = Promise.resolve()

  private constructor(database: sqlite3.Database) {
    this.database = database
  }

  static async open(path: string, schema: string): Promise<SqliteFile> {
    const database = await new Promise<sqlite3.Database>((resolve, reject) => {
      const opened: sqlite3.Database = new sqlite3.Database(path, (error) => (error === null ? resolve(opened) : reject(error)))
    })
    const file = new SqliteFile(database)
    try {
      await file.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full')
      await file.exec(schema)
    } catch (error) {
      await file.close()
      throw isBusy(error) ? new FileInUseError(`${path} is in use by another process`) : error
    }
    return file
  }

  /**
   * Runs work in a transaction, after everything that was asked for before: all of it is kept, or none. `committed` runs
   * once it is kept, before the next transaction begins.
   */
  transaction<T>(work: (sql: Sql) => Promise<T>, committed?: (result: T) => void): Promise<T> {
    const run = async (): Promise<T> => {
      await this.exec('begin immediate')
      try {
        const result = await work(this.sql)
        await this.exec('commit')
        committed?.(result)
        return result
      } catch (error) {
        await this.exec('rollback').catch(() => undefined)
        if (!isFull(error)) throw error
        // What the log of writes takes up is room too: without it not even what the hub holds could be forgotten.
        await this.exec('pragma wal_checkpoint(truncate)').catch(() => undefined)
        throw new JournalFullError('the disk is full')
      }
    }
    const result = this.last.then(run, run)
    this.last = result.catch(() => undefined)
    return result
  }

  async close(): Promise<void> {
    await this.last
    await new Promise<void>((resolve, reject) => this.database.close((error) => (error === null ? resolve() : reject(error))))
  }

  private readonly sql: Sql = {
    run: (text, ...parameters) =>
      new Promise((resolve, reject) => {
        this.database.run(text, parameters.map(toDriver), function (this: sqlite3.RunResult, error: Error | null) {
          if (error === null) resolve(this.changes)
          else reject(error)
        })
      }),
    all: (text, ...parameters) =>
      new Promise((resolve, reject) => {
        this.database.all(text, parameters.map(toDriver), (error: Error | null, rows: unknown) =>
          error === null ? resolve((rows as Row[]).map(fromDriver) as never) : reject(error),
        )
      }),
  }

  private exec(text: string): Promise<void> {
    return new Promise((resolve, reject) => this.database.exec(text, (error) => (error === null ? resolve() : reject(error))))
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_FULL'
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY'
}

export interface Sql {
  /** Resolves with how many rows changed. */
  run(text: string, ...parameters: readonly SqlValue[]): Promise<number>
  all<R>(text: string, ...parameters: readonly SqlValue[]): Promise<readonly R[]>
}

function toDriver(value: SqlValue): unknown {
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value
}

type Row = Readonly<Record<string, unknown>>

function fromDriver(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, value instanceof Uint8Array ? plainBytes(value) : value]),
  )
}
