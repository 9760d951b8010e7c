import { setImmediate as nextTurn } from 'node:timers/promises'
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely'
import type { SqliteConnection } from './connection.ts'
import type { GroupCommit } from './group-commit.ts'

/** After these SQLite may have rolled back more than the statement: https://www.sqlite.org/lang_transaction.html */
const faults = ['SQLITE_FULL', 'SQLITE_IOERR', 'SQLITE_NOMEM', 'SQLITE_BUSY', 'SQLITE_INTERRUPT']

/** What one user of the writer sees of it: statements by themselves, or one transaction after another. */
export class WriteSession implements DatabaseConnection {
  private readonly connection: SqliteConnection
  private readonly group: GroupCommit
  private state: 'outside' | 'inside' | 'over' = 'outside'
  /** Statements that are not done; a work need not have waited for them. */
  private underWay = 0
  private fault: unknown

  constructor(connection: SqliteConnection, group: GroupCommit) {
    this.connection = connection
    this.group = group
  }

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.state === 'outside') return this.group.alone(() => this.connection.executeQuery<R>(query))
    // It would be kept by itself, or in somebody else's transaction.
    if (this.state === 'over') return Promise.reject(new Error('this statement came after its transaction'))
    return this.fault === undefined ? this.execute(query) : Promise.reject(this.fault)
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    return this.connection.streamQuery<R>()
  }

  async begin(): Promise<void> {
    await this.group.begin()
    this.fault = undefined
    this.state = 'inside'
  }

  async commit(): Promise<void> {
    await this.settle()
    if (this.fault === undefined) await this.group.commit()
    else await this.group.giveUp(this.fault)
    this.state = 'outside'
  }

  /** Where the commit failed nothing is left to undo. */
  async rollback(): Promise<void> {
    if (this.state !== 'inside') return
    await this.settle()
    await this.group.rollback(this.fault)
  }

  /** Waits for what the work did not wait for, which is to be done with before somebody else's turn. */
  private async settle(): Promise<void> {
    while (this.underWay > 0) await nextTurn()
    this.state = 'over'
  }

  private async execute<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    this.underWay++
    try {
      return await this.connection.executeQuery<R>(query)
    } catch (error) {
      const { code = '' } = error as { readonly code?: string }
      if (faults.includes(code)) this.fault ??= error
      throw error
    } finally {
      this.underWay--
    }
  }
}
