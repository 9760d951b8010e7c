import { plainBytes } from '@octroi/shared/crypto/bytes'
import type { AuthorizationId, DeviceId, SubscriptionId } from '@octroi/shared/ids/id'
import { type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely'
import { endedBefore } from '../../operators/operator-session.ts'
import type { RetainedTable } from '../../retention/retained.ts'
import type { RetentionStore } from '../../retention/retention.store.ts'
import type { Database } from '../database.ts'
import type { Scope } from '../scope.ts'
import { moveOutstanding, type OutstandingMove } from './outstanding.ts'
import { readQuote } from './quote-document.ts'

type Removable = Exclude<RetainedTable, 'batches'>

interface Over {
  /** The primary key without the tenant. */
  readonly key: readonly string[]
  readonly isOver: (beforeMs: number) => RawBuilder<SqlBool>
}

/** When a row is over. Ids that sort by time need no column of their own, but who knows what a clock was: columns tell. */
const over: Readonly<Record<Removable, Over>> = {
  idempotency_keys: { key: ['account', 'idempotency_key'], isOver: (ms) => sql`created_ms < ${ms}` },
  browser_sessions: { key: ['token_hash'], isOver: (ms) => sql`expires_ms <= ${ms}` },
  operator_sessions: {
    key: ['token_hash'],
    isOver: (ms) => {
      const { openedMs, usedMs } = endedBefore(ms)
      return sql`(opened_ms <= ${openedMs} or used_ms <= ${usedMs})`
    },
  },
  device_sessions: { key: ['device'], isOver: (ms) => sql`expires_ms <= ${ms}` },
  spent_nonces: { key: ['device', 'nonce'], isOver: (ms) => sql`expires_ms <= ${ms}` },
  device_claims: { key: ['claim_hash'], isOver: (ms) => sql`expires_ms < ${ms}` },
  outbox: { key: ['message'], isOver: (ms) => sql`state <> 'pending' and created_ms < ${ms}` },
  leases: {
    key: ['device', 'lease_seq'],
    isOver: (ms) => sql`issued_ms < ${ms} and exists (select 1 from leases as later
      where later.tenant = leases.tenant and later.device = leases.device and later.lease_seq > leases.lease_seq)`,
  },
  access_events: { key: ['device', 'seq'], isOver: (ms) => sql`at_ms < ${ms}` },
  overlap_events: { key: ['device', 'seq', 'boot'], isOver: (ms) => sql`at_ms < ${ms}` },
  quarantine: {
    key: ['device', 'bytes_hash', 'verdict'],
    // A journal's head may rest on what was set apart.
    isOver: (ms) => sql`state <> 'waiting' and verdict <> 'gap' and received_ms < ${ms} and not exists (select 1
      from journal_heads where journal_heads.tenant = quarantine.tenant and journal_heads.device = quarantine.device
        and journal_heads.through <= quarantine.last)`,
  },
  usage_events: { key: ['event'], isOver: (ms) => sql`received_ms < ${ms}` },
  rejected_events: { key: ['rejected'], isOver: (ms) => sql`received_ms < ${ms}` },
  authorizations: { key: ['authorization'], isOver: (ms) => sql`until_ms < ${ms}` },
  api_keys: { key: ['api_key'], isOver: (ms) => sql`revoked_ms < ${ms}` },
  consents: { key: ['consent'], isOver: (ms) => sql`until_ms < ${ms}` },
  disputes: { key: ['dispute'], isOver: (ms) => sql`ended_ms < ${ms}` },
  audit_entries: { key: ['entry'], isOver: (ms) => sql`at_ms < ${ms}` },
}

function removed(
  table: Removable,
  { tenant, endedBeforeMs, limit }: { readonly tenant: string; readonly endedBeforeMs: number; readonly limit: number },
): RawBuilder<unknown> {
  const { key, isOver } = over[table]
  const columns = sql.join(key.map((column) => sql.ref(column)))
  const found = sql`select ${columns} from ${sql.table(table)} where tenant = ${tenant} and ${isOver(endedBeforeMs)} limit ${limit}`
  return sql`delete from ${sql.table(table)} where tenant = ${tenant} and (${columns}) in (${found})`
}

/** What nothing ever came of is not reserved any longer. */
async function removeAuthorizations(scope: Scope, removal: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<
    Pick<Selectable<Database['authorizations']>, 'authorization' | 'outcome' | 'subscription' | 'service' | 'quote'>
  >`${removal} returning "authorization", outcome, subscription, service, quote`.execute(scope.db)
  const moves = rows.flatMap(({ authorization: id, outcome, subscription, service, quote }): readonly OutstandingMove[] => {
    if (outcome !== 'pending' || subscription === null || quote === null) return []
    const authorization = { id: id as AuthorizationId, subscription: subscription as SubscriptionId, service }
    return [{ authorization: { ...authorization, quote: readQuote(quote) }, by: -1 }]
  })
  await moveOutstanding(scope, moves)
  return rows.length
}

export function retentionStore(scope: Scope): RetentionStore {
  const { db, tenant } = scope
  return {
    async remove(table, endedBeforeMs, limit) {
      const removal = removed(table, { tenant, endedBeforeMs, limit })
      if (table === 'authorizations') return removeAuthorizations(scope, removal)
      const { numAffectedRows } = await removal.execute(db)
      return Number(numAffectedRows ?? 0n)
    },

    async oldBatches(receivedBeforeMs, limit) {
      const rows = await db
        .selectFrom('batches')
        .innerJoin('journal_heads', (join) =>
          join.onRef('journal_heads.tenant', '=', 'batches.tenant').onRef('journal_heads.device', '=', 'batches.device'),
        )
        .select(['batches.device', 'batches.first', 'batches.envelope'])
        .where('batches.tenant', '=', tenant)
        .where('batches.forgotten_ms', 'is', null)
        .where('batches.received_ms', '<', receivedBeforeMs)
        .whereRef('batches.last', '<=', 'journal_heads.through')
        .orderBy('batches.received_ms')
        .limit(limit)
        .execute()
      return rows.map(({ device, first, envelope }) => ({
        device: device as DeviceId,
        first,
        envelope: plainBytes(envelope),
      }))
    },

    async forgetRecords({ device, first }, signed, atMs) {
      const update = db.updateTable('batches').set({ envelope: signed, forgotten_ms: atMs })
      await update.where('tenant', '=', tenant).where('device', '=', device).where('first', '=', first).execute()
    },
  }
}
