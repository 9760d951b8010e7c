import type { Life } from '../life.ts'
import type { StatementDatabase } from './statement-database.ts'

/**
 * A database whose program may end at any statement, also within one, where a fault comes with a write: it is closed with
 * the program, but never under a statement that still runs, which SQLite would not survive.
 */
export class LivingDatabase {
  private readonly database: StatementDatabase
  private readonly life: Life
  private isOpen = true
  private isBusy = false

  constructor(database: StatementDatabase, life: Life) {
    this.database = database
    this.life = life
    life.onEnd(() => this.close())
  }

  /** What one statement answers. Each is a point at which the program may end. */
  async told<T>(ask: (database: StatementDatabase) => T): Promise<T> {
    await this.life.step()
    return this.life.guard(new Promise((resolve) => resolve(this.ask(ask))))
  }

  async closed(): Promise<void> {
    await this.life.step()
    this.close()
  }

  private ask<T>(ask: (database: StatementDatabase) => T): T {
    this.isBusy = true
    try {
      return ask(this.database)
    } finally {
      this.isBusy = false
      if (this.life.isOver) this.close()
    }
  }

  private close(): void {
    if (this.isBusy || !this.isOpen) return
    this.isOpen = false
    this.database.close()
  }
}
