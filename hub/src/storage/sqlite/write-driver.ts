import type { DatabaseConnection, Driver } from 'kysely'
import { openSqlite3, SqliteConnection } from './connection.ts'
import type { SqlitePool } from './dialect.ts'
import { type GroupBounds, GroupCommit } from './group-commit.ts'
import { WriteSession } from './write-session.ts'

/** A receipt may wait so long for others; a sync of a slow disk takes about as long. */
const bounds: GroupBounds = { membersAtMost: 32, withinMs: 25 }

/** Of a simulated database, which is to do the same again however long it takes. */
const timeless: GroupBounds = { ...bounds, withinMs: Number.POSITIVE_INFINITY }

/** One connection that writes, for everybody: whoever asks for one gets a session of it. */
export class SqliteWriteDriver implements Driver {
  private readonly pool: Pick<SqlitePool, 'file' | 'openDatabase'>
  private opened: { readonly connection: SqliteConnection; readonly group: GroupCommit } | undefined

  constructor(pool: Pick<SqlitePool, 'file' | 'openDatabase'>) {
    this.pool = pool
  }

  async init(): Promise<void> {
    const { file, openDatabase } = this.pool
    const connection = new SqliteConnection(await (openDatabase ?? openSqlite3)(file, 'write'))
    this.opened = { connection, group: new GroupCommit(connection, openDatabase === undefined ? bounds : timeless) }
    // A receipt promises that the records survive a power cut, so every commit reaches the disk. What is deleted is
    // overwritten: an erased person is not to be read from the file.
    await connection.run(
      'pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on',
    )
  }

  acquireConnection(): Promise<DatabaseConnection> {
    const { connection, group } = this.open
    return Promise.resolve(new WriteSession(connection, group))
  }

  releaseConnection(): Promise<void> {
    return Promise.resolve()
  }

  beginTransaction(session: DatabaseConnection): Promise<void> {
    return (session as WriteSession).begin()
  }

  commitTransaction(session: DatabaseConnection): Promise<void> {
    return (session as WriteSession).commit()
  }

  rollbackTransaction(session: DatabaseConnection): Promise<void> {
    return (session as WriteSession).rollback()
  }

  /** In its turn, so that what is under way ends before its database does. */
  async destroy(): Promise<void> {
    const { connection, group } = this.open
    await group.alone(() => connection.close())
  }

  private get open() {
    if (this.opened === undefined) throw new Error('the driver is not open')
    return this.opened
  }
}
