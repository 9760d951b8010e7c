import type { TenantId } from '@octroi/shared/ids/id'

/**
 * Runs work in one transaction on the stores of one tenant: everything it writes is kept, or nothing. The work may run
 * again where the database found two transactions in each other's way, so it does nothing outside the stores. Rejects with
 * `StorageUnavailable` where nothing can be written.
 */
export interface Transactor<Stores> {
  transaction<T>(tenant: TenantId, work: (stores: Stores) => Promise<T>): Promise<T>
  /** Reads one consistent state; writes are refused. */
  read<T>(tenant: TenantId, work: (stores: Stores) => Promise<T>): Promise<T>
  /** For work that reads with one statement, which is one consistent state by itself and needs no transaction around it. */
  lookUp<T>(tenant: TenantId, work: (stores: Stores) => Promise<T>): Promise<T>
}
