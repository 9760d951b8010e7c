import type { TenantId } from '@octroi/shared/ids/id'
import { sql, type Transaction, type TransactionBuilder } from 'kysely'
import { StorageUnavailable } from '../../storage-unavailable.ts'
import type { Storage } from '../../stores.ts'
import type { Database } from '../database.ts'
import { KeptVersions } from '../kept-versions.ts'
import { refuseHalfMoved } from '../move/move-mark.ts'
import { outboxQueue } from '../stores/outbox.ts'
import { storesOf } from '../stores.ts'
import { asUnavailable, asUnwritable, isConflict, isCut, isTaken } from './faults.ts'
import { insertByUnnest } from './insert-by-unnest.ts'
import { connectPostgres, preparePostgres } from './prepare.ts'
import { type Patience, startOver } from './start-over.ts'

/** Apart, so that reading goes on where all writers wait, and work that reads may write meanwhile. */
const [writers, readers] = [10, 5]
const statementMsAtMost = 30_000

/** Some seconds in all: with as many writers as there are on one row, each gets its turn well before. */
const patience: Patience = { triesAtMost: 60, longestWaitMs: 100 }
/** A key that is taken: by one who came first in this very moment, and then the work finds it; else it is a mistake. */
const secondLooks: Patience = { triesAtMost: 10, longestWaitMs: 20 }
/** Each connection of a pool may have been cut while nobody used it. */
const otherConnections: Patience = { triesAtMost: writers + 1, longestWaitMs: 20 }

/** Opens the database and brings it to the newest schema. */
export async function openPostgres(url: string): Promise<Storage> {
  const shared = { insertRows: insertByUnnest(await preparePostgres(url, refuseHalfMoved)), versions: new KeptVersions() }
  const writer = connectPostgres({ url, connections: writers, statementMsAtMost })
  const reader = connectPostgres({ url, connections: readers, statementMsAtMost })
  const write = <T>(work: () => Promise<T>): Promise<T> =>
    startOver(() => startOver(work, isConflict, patience), isTaken, secondLooks).catch((error: unknown) => {
      throw isConflict(error) ? new StorageUnavailable(error) : error
    })
  return {
    transaction: (tenant, work) =>
      write(() =>
        execute(writer.transaction().setIsolationLevel('serializable'), (db) => work(storesOf({ db, tenant, ...shared }))),
      ).catch(asUnwritable),
    read: (tenant, work) =>
      execute(reader.transaction().setIsolationLevel('repeatable read').setAccessMode('read only'), (db) =>
        work(storesOf({ db, tenant, ...shared })),
      ).catch(asUnavailable),
    lookUp: (tenant, work) =>
      startOver(() => work(storesOf({ db: reader, tenant, ...shared })), isCut, otherConnections).catch(asUnavailable),
    queue: outboxQueue({
      // Locked rows are looked at anew and those of others passed over, which a snapshot taken before cannot do.
      transaction: (work) =>
        write(() => execute(writer.transaction().setIsolationLevel('read committed'), work)).catch(asUnwritable),
      hasManyWriters: true,
    }),
    tenants: async () => {
      const rows = await reader.selectFrom('tenants').select('tenant').orderBy('tenant').execute().catch(asUnavailable)
      return rows.map(({ tenant }) => tenant as TenantId)
    },
    check: async () => {
      await sql`select 1`.execute(reader)
    },
    // Rows that went are overwritten by its own vacuum.
    leaveNoTrace: () => Promise.resolve(),
    close: async () => {
      await reader.destroy()
      await writer.destroy()
    },
  }
}

/** Runs a transaction, on another connection where the first was cut before the work had begun. */
function execute<T>(transaction: TransactionBuilder<Database>, work: (db: Transaction<Database>) => Promise<T>): Promise<T> {
  let hasBegun = false
  const once = (): Promise<T> =>
    transaction.execute((db) => {
      hasBegun = true
      return work(db)
    })
  return startOver(once, (error) => !hasBegun && isCut(error), otherConnections)
}
