import { type Dialect, type Kysely, PostgresAdapter, PostgresDriver, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import { bindable } from '../bindable.ts'
import { type PostgresPool, postgresPool } from './pool.ts'

/** Kysely over `pg`, refusing the values that SQLite's connection refuses. */
export function postgresDialect(pool: PostgresPool): Dialect {
  return {
    createAdapter: () => new LocklessAdapter(),
    createDriver: () => new PostgresDriver({ pool: postgresPool(pool) }),
    createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
    createQueryCompiler: () => new StrictCompiler(),
  }
}

/**
 * Migrations take no advisory lock, which distributed engines lack: each is one transaction that ends by writing its name
 * under a key, so of two hubs that migrate at once one fails whole and starts over.
 */
class LocklessAdapter extends PostgresAdapter {
  override acquireMigrationLock(): Promise<void> {
    return Promise.resolve()
  }

  override releaseMigrationLock(): Promise<void> {
    return Promise.resolve()
  }
}

class StrictCompiler extends PostgresQueryCompiler {
  protected override addParameter(parameter: unknown): void {
    super.addParameter(bindable(parameter))
  }
}
