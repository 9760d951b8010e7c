import { plainBytes } from '@octroi/shared/crypto/bytes'
import sqlite3 from 'sqlite3'
import type { SqlDatabase, SqlValue } from './sql-database.ts'

/** A file of this machine, by SQLite as it is compiled for it. */
export async function openSqlite3(path: string): Promise<SqlDatabase> {
  const database = await new Promise<sqlite3.Database>((resolve, reject) => {
    const opened: sqlite3.Database = new sqlite3.Database(path, (error) => (error === null ? resolve(opened) : reject(error)))
  })
  return {
    exec: (text) =>
      new Promise((resolve, reject) => database.exec(text, (error) => (error === null ? resolve() : reject(error)))),
    run: (text, ...parameters) =>
      new Promise((resolve, reject) => {
        database.run(text, parameters.map(toDriver), function (this: sqlite3.RunResult, error: Error | null) {
          if (error === null) resolve(this.changes)
          else reject(error)
        })
      }),
    all: (text, ...parameters) =>
      new Promise((resolve, reject) => {
        database.all(text, parameters.map(toDriver), (error: Error | null, rows: unknown) =>
          error === null ? resolve((rows as Row[]).map(fromDriver) as never) : reject(error),
        )
      }),
    close: () => new Promise((resolve, reject) => database.close((error) => (error === null ? resolve() : reject(error)))),
  }
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
