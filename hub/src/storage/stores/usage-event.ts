import { plainBytes } from '@octroi/shared/crypto/bytes'
import type { Fault } from '@octroi/shared/errors/fault'
import type { AccountId, RejectedEventId, UsageEventId } from '@octroi/shared/ids/id'
import type { Selectable } from 'kysely'
import { pageOf } from '../../page.ts'
import type { RejectionCode } from '../../usage-events/rejection.ts'
import type {
  AcceptedEvent,
  EventSender,
  RejectedEvent,
  RejectedEventDecision,
  UsageEventStore,
} from '../../usage-events/usage-event.store.ts'
import { orNull, present, readJson, writeJson } from '../codec.ts'
import type { Database } from '../database.ts'
import { pageStart, type Scope } from '../scope.ts'

type Accepted = Pick<UsageEventStore, 'named' | 'insert'>

export function usageEventStore(scope: Scope): UsageEventStore {
  return { ...acceptedStore(scope), ...rejectedStore(scope) }
}

function acceptedStore({ db, tenant, insertRows }: Scope): Accepted {
  return {
    async named(ids) {
      if (ids.length === 0) return []
      const rows = await db
        .selectFrom('usage_events')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('event', 'in', [...ids])
        .execute()
      return rows.map(acceptedOf)
    },

    async insert(events) {
      const rows = events.map((event) => ({
        ...{ tenant, event: event.event, source: event.source, event_id: event.id, account: event.account },
        ...{ content: event.content, content_hash: event.contentHash },
        ...{ received_ms: event.receivedAtMs, received_from: event.receivedFrom, rejected: orNull(event.rejected) },
      }))
      for (const insert of insertRows(db, 'usage_events', rows)) await insert.execute()
    },
  }
}

function rejectedStore({ db, tenant, insertRows }: Scope): Omit<UsageEventStore, keyof Accepted> {
  const rejected = db.selectFrom('rejected_events').selectAll().where('tenant', '=', tenant)
  return {
    async rejectedAs(bodyHashes) {
      if (bodyHashes.length === 0) return []
      return (await rejected.where('body_hash', 'in', [...bodyHashes]).execute()).map(rejectedOf)
    },

    async insertRejected(events) {
      const rows = events.map((event) => ({ tenant, ...rejectedRow(event) }))
      for (const insert of insertRows(db, 'rejected_events', rows)) await insert.execute()
    },

    async getRejected(id) {
      const row = await rejected.where('rejected', '=', id).executeTakeFirst()
      return row && rejectedOf(row)
    },

    async listRejected(page, { state, source }) {
      const rows = await rejected
        .$if(state !== undefined, (query) => query.where('state', '=', state ?? ''))
        .$if(source !== undefined, (query) => query.where('source', '=', source ?? ''))
        .where('rejected', '<', pageStart(page))
        .orderBy('rejected', 'desc')
        .limit(page.limit + 1)
        .execute()
      return pageOf(rows.map(rejectedOf), page.limit, (event) => event.rejected)
    },

    async decideRejected(id, decision) {
      await db
        .updateTable('rejected_events')
        .set(decisionRow(decision))
        .where('tenant', '=', tenant)
        .where('rejected', '=', id)
        .execute()
    },

    async noteResent(events, atMs) {
      for (const source of new Set(events.map((event) => event.source))) {
        const ids = events.filter((event) => event.source === source).map(({ id }) => id)
        await db
          .updateTable('rejected_events')
          .set(decisionRow({ state: 'resent', atMs }))
          .where('tenant', '=', tenant)
          .where('source', '=', source)
          .where('event_id', 'in', ids)
          .where('state', '=', 'waiting')
          .execute()
      }
    },
  }
}

function acceptedOf(row: Selectable<Database['usage_events']>): AcceptedEvent {
  return {
    event: row.event as UsageEventId,
    source: row.source,
    id: row.event_id,
    account: row.account as AccountId,
    content: row.content,
    contentHash: plainBytes(row.content_hash),
    receivedAtMs: row.received_ms,
    receivedFrom: row.received_from as EventSender,
    ...present('rejected', row.rejected as RejectedEventId | null),
  }
}

function rejectedRow({ rejection, decision, ...event }: RejectedEvent) {
  return {
    rejected: event.rejected,
    source: orNull(event.source),
    event_id: orNull(event.id),
    account: orNull(event.account),
    body: event.body,
    body_hash: event.bodyHash,
    code: rejection.code,
    detail: rejection.detail,
    faults: rejection.faults === undefined ? null : writeJson(rejection.faults),
    received_ms: event.receivedAtMs,
    received_from: event.receivedFrom,
    ...decisionRow(decision),
  }
}

function decisionRow(decision: RejectedEventDecision | undefined) {
  return {
    state: decision?.state ?? 'waiting',
    decided_ms: orNull(decision?.atMs),
    decided_by: orNull(decision?.by),
    reason: orNull(decision?.reason),
    event: orNull(decision?.event),
  }
}

function rejectedOf(row: Selectable<Database['rejected_events']>): RejectedEvent {
  const faults = row.faults === null ? {} : { faults: readJson<Fault[]>(row.faults) }
  return {
    rejected: row.rejected as RejectedEventId,
    ...present('source', row.source),
    ...present('id', row.event_id),
    ...present('account', row.account as AccountId | null),
    body: row.body,
    bodyHash: plainBytes(row.body_hash),
    rejection: { code: row.code as RejectionCode, detail: row.detail, ...faults },
    receivedAtMs: row.received_ms,
    receivedFrom: row.received_from as EventSender,
    ...decisionOf(row),
  }
}

function decisionOf(row: Selectable<Database['rejected_events']>): Pick<RejectedEvent, 'decision'> {
  if (row.state === 'waiting' || row.decided_ms === null) return {}
  return {
    decision: {
      state: row.state as RejectedEventDecision['state'],
      atMs: row.decided_ms,
      ...present('by', row.decided_by as EventSender | null),
      ...present('reason', row.reason),
      ...present('event', row.event as UsageEventId | null),
    },
  }
}
