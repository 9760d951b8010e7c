import { performance } from 'node:perf_hooks'
import { StorageUnavailable } from '../../storage-unavailable.ts'
import type { SqliteConnection } from './connection.ts'

export interface GroupBounds {
  /** Transactions that are made durable at once. */
  readonly membersAtMost: number
  /** A group that began so long ago lets nobody else in. */
  readonly withinMs: number
}

/** A transaction that is over and waits to be durable. */
interface Member {
  readonly keep: () => void
  readonly lose: (error: unknown) => void
}

interface Turn {
  readonly isTransaction: boolean
  readonly take: () => void
}

/**
 * The one writer of a database, taken in turn. Transactions that wait for it run one after another between one `begin` and
 * one `commit`, each but the first in a savepoint of its own, so that one sync of the disk serves all. None is over before
 * that commit: neither what was done nor what was refused, which may rest on what another one of them wrote. One that
 * finds nobody waiting costs what it would cost alone.
 */
export class GroupCommit {
  private readonly connection: Pick<SqliteConnection, 'run'>
  private readonly bounds: GroupBounds
  private readonly waiting: Turn[] = []
  private isTaken = false
  private begunMs: number | undefined
  private members: Member[] = []

  constructor(connection: Pick<SqliteConnection, 'run'>, bounds: GroupBounds) {
    this.connection = connection
    this.bounds = bounds
  }

  /** Work outside of any transaction, in its turn. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    await this.turn(false)
    try {
      return await work()
    } finally {
      this.next()
    }
  }

  /** Waits for its turn; it ends with `commit` or `rollback`. */
  async begin(): Promise<void> {
    await this.turn(true)
    try {
      if (this.begunMs !== undefined) return await this.connection.run('savepoint member')
      await this.connection.run('begin immediate')
      this.begunMs = performance.now()
    } catch (error) {
      await this.giveUp(error)
    }
  }

  /** Resolves once it is durable. */
  async commit(): Promise<void> {
    try {
      if (this.members.length > 0) await this.connection.run('release member')
    } catch (error) {
      await this.giveUp(error)
    }
    return this.leave()
  }

  /**
   * Undoes it alone, where SQLite has not undone all of them: a full disk or a failing one makes it do so by itself, and then
   * there is no savepoint to go back to. `fault` is why.
   */
  async rollback(fault: unknown): Promise<void> {
    if (this.members.length === 0) return this.loseAll(fault)
    try {
      await this.connection.run('rollback to member; release member')
    } catch (error) {
      return this.loseAll(fault ?? error)
    }
    return this.leave()
  }

  /** For one that met a fault after which SQLite may have undone everything, and went on as if nothing had been. */
  async giveUp(fault: unknown): Promise<never> {
    await this.loseAll(fault)
    throw fault
  }

  /** Undoes everybody's, and tells those that wait. */
  private async loseAll(fault: unknown): Promise<void> {
    try {
      await this.undo()
    } finally {
      for (const { lose } of this.end()) lose(new StorageUnavailable(fault))
      this.next()
    }
  }

  private leave(): Promise<void> {
    const durable = new Promise<void>((keep, lose) => {
      this.members.push({ keep, lose })
    })
    if (this.hasRoom() && this.waiting[0]?.isTransaction === true) this.next()
    else void this.makeDurable()
    return durable
  }

  private hasRoom(): boolean {
    const { membersAtMost, withinMs } = this.bounds
    return this.members.length < membersAtMost && performance.now() - (this.begunMs ?? 0) < withinMs
  }

  private async makeDurable(): Promise<void> {
    try {
      await this.connection.run('commit')
      for (const { keep } of this.end()) keep()
    } catch (error) {
      await this.undo().catch(() => undefined)
      for (const { lose } of this.end()) lose(error)
    }
    this.next()
  }

  private end(): readonly Member[] {
    const { members } = this
    this.members = []
    this.begunMs = undefined
    return members
  }

  /** That SQLite has undone everything already would hide why. */
  private async undo(): Promise<void> {
    await this.connection.run('rollback').catch((error: unknown) => {
      if (!String(error).includes('no transaction is active')) throw error
    })
  }

  private async turn(isTransaction: boolean): Promise<void> {
    if (this.isTaken) {
      await new Promise<void>((take) => {
        this.waiting.push({ isTransaction, take })
      })
    }
    this.isTaken = true
  }

  private next(): void {
    const next = this.waiting.shift()
    if (next === undefined) this.isTaken = false
    else next.take()
  }
}
