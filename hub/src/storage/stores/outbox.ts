import type { EndpointId, MessageId, TenantId } from '@octroi/shared/ids/id'
import type { Kysely, Selectable } from 'kysely'
import { afterAllBeginning } from '../../folded.ts'
import { fairShare } from '../../outbox/fair-share.ts'
import type { DeliveryFilter, OutboxQueue, OutboxStore } from '../../outbox/outbox.store.ts'
import { longestWaitMs, type OutboxDelivery, type OutboxMessage } from '../../outbox/outbox-message.ts'
import { type Page, type PageRequest, pageOf } from '../../page.ts'
import { present } from '../codec.ts'
import { countAtMost } from '../count-at-most.ts'
import type { Database } from '../database.ts'
import { pageStart, type Scope } from '../scope.ts'

export function outboxStore({ db, tenant, insertRows }: Scope): OutboxStore {
  const update = db.updateTable('outbox').where('tenant', '=', tenant)
  const all = db.selectFrom('outbox').selectAll().where('tenant', '=', tenant)
  return {
    async enqueue(messages) {
      const rows = messages.map((message) => rowOf(tenant, message))
      for (const insert of insertRows(db, 'outbox', rows)) {
        await insert.onConflict((clash) => clash.columns(['tenant', 'dedupe_key']).doNothing()).execute()
      }
    },

    async get(id) {
      const row = await all.where('message', '=', id).executeTakeFirst()
      return row && deliveryOf(row)
    },

    list: (page, filter = {}) => listed({ db, tenant }, page, filter),

    ...lookups({ db, tenant }),

    async sendAgain(id, nowMs) {
      await update.set({ state: 'pending', attempts: 0, due_ms: nowMs, delivered_ms: null }).where('message', '=', id).execute()
    },

    async markDelivered(id, atMs) {
      await update
        .set((row) => ({ state: 'delivered', delivered_ms: atMs, attempts: row('attempts', '+', 1), last_error: null }))
        .where('message', '=', id)
        .execute()
    },

    async markFailed(id, { error, dueAtMs }) {
      await update
        .set((row) => ({
          attempts: row('attempts', '+', 1),
          last_error: error,
          ...(dueAtMs === undefined ? { state: 'abandoned' } : { due_ms: dueAtMs }),
        }))
        .where('message', '=', id)
        .execute()
    },

    async giveBack(id, nowMs) {
      const leased = update.where('message', '=', id).where('state', '=', 'pending')
      await leased.set({ due_ms: nowMs }).execute()
    },
  }
}

/** Of an account, endpoint by endpoint, each along its own index: one read of all would look through everybody's. */
async function listed(
  { db, tenant }: Pick<Scope, 'db' | 'tenant'>,
  page: PageRequest,
  { account, endpoint, state }: DeliveryFilter,
): Promise<Page<OutboxDelivery>> {
  const slice = async (only: string | undefined): Promise<readonly OutboxDelivery[]> => {
    const rows = await db
      .selectFrom('outbox')
      .selectAll()
      .where('tenant', '=', tenant)
      .$if(only !== undefined, (query) => query.where('endpoint', '=', only ?? ''))
      .$if(state !== undefined, (query) => query.where('state', '=', state ?? ''))
      .where('message', '<', pageStart(page))
      .orderBy('message', 'desc')
      .limit(page.limit + 1)
      .execute()
    return rows.map(deliveryOf)
  }
  if (account === undefined) return pageOf(await slice(endpoint), page.limit, ({ id }) => id)
  const own = await db
    .selectFrom('webhook_endpoints')
    .select('endpoint')
    .where('tenant', '=', tenant)
    .where('account', '=', account)
    .execute()
  const found: OutboxDelivery[] = []
  for (const each of own) {
    if (endpoint === undefined || each.endpoint === endpoint) found.push(...(await slice(each.endpoint)))
  }
  const sorted = found.toSorted((left, right) => (left.id < right.id ? 1 : -1))
  return pageOf(sorted.slice(0, page.limit + 1), page.limit, ({ id }) => id)
}

function lookups({ db, tenant }: Pick<Scope, 'db' | 'tenant'>): Pick<OutboxStore, 'about' | 'countAbandoned'> {
  return {
    async about(beginning, limit) {
      const messages = db.selectFrom('outbox').selectAll().where('tenant', '=', tenant).where('dedupe_key', '>=', beginning)
      const rows = await messages
        .where('dedupe_key', '<', afterAllBeginning(beginning))
        .orderBy('dedupe_key')
        .limit(limit)
        .execute()
      return rows.map(deliveryOf)
    },

    countAbandoned: (atMost) =>
      countAtMost(db, db.selectFrom('outbox').where('tenant', '=', tenant).where('state', '=', 'abandoned'), atMost),
  }
}

export interface QueueEngine {
  transaction<T>(work: (tx: Kysely<Database>) => Promise<T>): Promise<T>
  /** Several may lease at once: rows that another one is looking at are passed over. */
  readonly hasManyWriters: boolean
}

/** A lease is a due time in the future: a worker that dies leaves the message due again when it ends. */
export function outboxQueue(engine: QueueEngine): OutboxQueue {
  return {
    lease: ({ nowMs, leaseMs, limit, perEndpoint, underWay }) =>
      engine.transaction(async (tx) => {
        const taken = new Map(underWay)
        const leased: Due[] = []
        let isMore = true
        while (isMore && leased.length < limit) {
          const full = [...taken].filter(([, count]) => count >= perEndpoint).map(([endpoint]) => endpoint)
          const due = await dueRows(tx, engine, { nowMs, limit, full })
          const share = fairShare(due, { limit: limit - leased.length, perEndpoint, underWay: taken })
          for (const found of share) {
            const { tenant, message } = found.row
            const lease = tx.updateTable('outbox').set({ due_ms: nowMs + leaseMs })
            await lease.where('tenant', '=', tenant).where('message', '=', message).execute()
            taken.set(found.endpoint, (taken.get(found.endpoint) ?? 0) + 1)
          }
          leased.push(...share)
          // Those passed over are for endpoints that have their share: what others get may lie behind them.
          isMore = share.length > 0 && due.length === limit
        }
        return leased.map(({ row }) => ({ tenant: row.tenant as TenantId, message: deliveryOf(row) }))
      }),
  }
}

interface Due {
  readonly endpoint: EndpointId
  readonly row: Selectable<Database['outbox']>
}

interface Looked {
  readonly nowMs: number
  readonly limit: number
  readonly full: readonly EndpointId[]
}

/** No more than a worker may lease, since it keeps others from them meanwhile. */
async function dueRows(
  tx: Kysely<Database>,
  { hasManyWriters }: QueueEngine,
  { nowMs, limit, full }: Looked,
): Promise<readonly Due[]> {
  const rows = await tx
    .selectFrom('outbox')
    .selectAll()
    .where('state', '=', 'pending')
    .where((where) => where.or([where('due_ms', '<=', nowMs), where('due_ms', '>', nowMs + longestWaitMs)]))
    .$if(full.length > 0, (query) => query.where('endpoint', 'not in', full))
    .orderBy('due_ms')
    .limit(limit)
    .$if(hasManyWriters, (query) => query.forUpdate().skipLocked())
    .execute()
  return rows.map((row) => ({ row, endpoint: row.endpoint as EndpointId }))
}

function rowOf(
  tenant: TenantId,
  { id, endpoint, type, key, payload, createdAtMs }: OutboxMessage,
): Selectable<Database['outbox']> {
  return {
    tenant,
    message: id,
    endpoint,
    type,
    dedupe_key: key,
    payload,
    state: 'pending',
    attempts: 0,
    due_ms: createdAtMs,
    created_ms: createdAtMs,
    delivered_ms: null,
    last_error: null,
  }
}

function deliveryOf(row: Selectable<Database['outbox']>): OutboxDelivery {
  return {
    id: row.message as MessageId,
    endpoint: row.endpoint as EndpointId,
    type: row.type,
    key: row.dedupe_key,
    payload: row.payload,
    createdAtMs: row.created_ms,
    state: row.state as OutboxDelivery['state'],
    attempts: row.attempts,
    dueAtMs: row.due_ms,
    ...present('deliveredAtMs', row.delivered_ms),
    ...present('lastError', row.last_error),
  }
}
