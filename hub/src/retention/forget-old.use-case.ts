import { invariant } from '@octroi/shared/errors/invariant'
import type { TenantId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import { signedOf } from '../proof/batch-excerpt.ts'
import type { Stores } from '../stores.ts'
import type { Transactor } from '../transactor.ts'
import { overBefore, type RetainedTable, type RetentionDays, retained, retainedTables } from './retained.ts'

type Needs = Pick<Stores, 'retention' | 'tenants' | 'audit'>

/** So many rows go in one transaction: nobody waits long for it. Batches are large, so fewer of them. */
const rowsAtOnce = { batches: 100, others: 1000 }
/** What is beyond goes in the next round. */
const partsInARound = 200

export interface Forgetting {
  readonly storage: Transactor<Needs>
  readonly environment: Pick<Environment, 'nowMs' | 'ids'>
  readonly days: RetentionDays
  readonly onForgotten: (table: RetainedTable, rows: number) => void
}

/** Removes what has served its time, table by table and part by part. Each part is noted in the transaction that removes it. */
export async function forgetOld({ storage, environment, days, onForgotten }: Forgetting, tenant: TenantId): Promise<void> {
  for (const table of retainedTables) {
    const limit = table === 'batches' ? rowsAtOnce.batches : rowsAtOnce.others
    const overMs = overBefore(table, days, environment.nowMs())
    for (let part = 0; part < partsInARound; part++) {
      const count = await storage.transaction(tenant, (stores) => forgetPart(stores, environment, { table, overMs, limit }))
      if (count > 0) onForgotten(table, count)
      if (count < limit) break
    }
  }
}

interface Part {
  readonly table: RetainedTable
  readonly overMs: number
  readonly limit: number
}

async function forgetPart(
  stores: Needs,
  environment: Forgetting['environment'],
  { table, overMs, limit }: Part,
): Promise<number> {
  const nowMs = environment.nowMs()
  const count =
    table === 'batches'
      ? await forgetBatches(stores, { overMs, limit, nowMs })
      : await stores.retention.remove(table, overMs, limit)
  if (count === 0 || !retained[table].isNoted) return count
  const tenant = await stores.tenants.get()
  invariant(tenant !== undefined, 'what is forgotten is of a tenant')
  await stores.audit.append({
    id: environment.ids.next('auditEntry'),
    atMs: nowMs,
    account: tenant.operator,
    role: 'operator',
    action: 'retention',
    target: table,
    result: `removed ${count}`,
  })
  return count
}

async function forgetBatches(
  { retention }: Pick<Needs, 'retention'>,
  { overMs, limit, nowMs }: Omit<Part, 'table'> & { readonly nowMs: number },
): Promise<number> {
  const old = await retention.oldBatches(overMs, limit)
  for (const { envelope, ...batch } of old) await retention.forgetRecords(batch, signedOf(envelope), nowMs)
  return old.length
}
