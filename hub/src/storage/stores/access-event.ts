import type { AuthorizationId, DeviceId } from '@octroi/shared/ids/id'
import type { Selectable } from 'kysely'
import type { AccessEvent, AccessEventType } from '../../authorizations/access-event.ts'
import type { AuthorizationStore } from '../../authorizations/authorization.store.ts'
import { pageOf } from '../../page.ts'
import { orNull, present } from '../codec.ts'
import type { Database } from '../database.ts'
import type { Scope } from '../scope.ts'

export type AccessEvents = Pick<AuthorizationStore, 'insertEvents' | 'eventsOf' | 'deviceEvents'>

export function accessEventStore({ db, tenant }: Scope): AccessEvents {
  return {
    async insertEvents(events) {
      if (events.length === 0) return
      const rows = events.map(({ device, seq, authorization, type, service, atMs, timeState, detail }) => ({
        tenant,
        device,
        seq,
        authorization: orNull(authorization),
        type,
        service,
        at_ms: atMs,
        time_state: timeState,
        detail: orNull(detail),
      }))
      await db.insertInto('access_events').values(rows).execute()
    },

    async eventsOf(ids) {
      if (ids.length === 0) return []
      const rows = await db
        .selectFrom('access_events')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('authorization', 'in', [...ids])
        .orderBy('seq')
        .execute()
      return rows.map(eventOf)
    },

    async deviceEvents({ after, limit }, device) {
      const rows = await db
        .selectFrom('access_events')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('device', '=', device)
        .$if(after !== undefined, (query) => query.where('seq', '<', Number(after)))
        .orderBy('seq', 'desc')
        .limit(limit + 1)
        .execute()
      return pageOf(rows.map(eventOf), limit, ({ seq }) => String(seq))
    },
  }
}

export function eventOf(row: Selectable<Database['access_events']>): AccessEvent {
  return {
    device: row.device as DeviceId,
    seq: row.seq,
    ...present('authorization', row.authorization as AuthorizationId | null),
    type: row.type as AccessEventType,
    service: row.service,
    atMs: row.at_ms,
    timeState: row.time_state as AccessEvent['timeState'],
    ...present('detail', row.detail),
  }
}
