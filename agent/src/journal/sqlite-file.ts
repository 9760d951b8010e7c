import { JournalFullError } from './journal.ts'
import type { OpenSqlDatabase, Sql, SqlDatabase } from './sql-database.ts'

class FileInUseError extends Error {
  override readonly name = 'FileInUseError'
}

/** One SQLite file with promises, and one thing at a time, held alone. A commit has reached the disk when it resolves. */
export class SqliteFile {
  private readonly database: SqlDatabase
  private last: Promise<unknown> = Promise.resolve()

  private constructor(database: SqlDatabase) {
    this.database = database
  }

  static async open(path: string, schema: string, openDatabase: OpenSqlDatabase): Promise<SqliteFile> {
    const database = await openDatabase(path)
    const file = new SqliteFile(database)
    try {
      await database.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full')
      await database.exec(schema)
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
      await this.database.exec('begin immediate')
      try {
        const result = await work(this.database)
        await this.database.exec('commit')
        committed?.(result)
        return result
      } catch (error) {
        await this.database.exec('rollback').catch(() => undefined)
        if (!isFull(error)) throw error
        // What the log of writes takes up is room too: without it not even what the hub holds could be forgotten.
        await this.database.exec('pragma wal_checkpoint(truncate)').catch(() => undefined)
        throw new JournalFullError('the disk is full')
      }
    }
    const result = this.last.then(run, run)
    this.last = result.catch(() => undefined)
    return result
  }

  async close(): Promise<void> {
    await this.last
    await this.database.close()
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_FULL'
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY'
}
