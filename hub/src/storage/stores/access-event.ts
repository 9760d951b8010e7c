import { decodeBase64url, plainBytes, toBase64url } from '@octroi/shared/crypto/bytes'
import type { AuthorizationId, DeviceId } from '@octroi/shared/ids/id'
import type { Selectable } from 'kysely'
import type { AccessEvent, AccessEventType } from '../../authorizations/access-event.ts'
import type { AccessEventStore } from '../../authorizations/authorization.store.ts'
import { pageOf } from '../../page.ts'
import { orNull, present } from '../codec.ts'
import type { Database } from '../database.ts'
import type { Scope } from '../scope.ts'

/** Events by their number in the journal; those of a released overlap by their boot too, in a table of their own. */
export function accessEventStore({ db, tenant, insertRows }: Scope): AccessEventStore {
  const events = db.selectFrom('access_events').selectAll().where('tenant', '=', tenant)
  const overlaps = db.selectFrom('overlap_events').selectAll().where('tenant', '=', tenant)
  return {
    async insertEvents(told) {
      const own = told.filter(({ overlap }) => overlap === undefined).map((event) => ({ tenant, ...rowOf(event) }))
      for (const insert of insertRows(db, 'access_events', own)) await insert.execute()
      const released = told.flatMap((event) =>
        event.overlap === undefined ? [] : [{ tenant, boot: event.overlap, ...rowOf(event) }],
      )
      for (const insert of insertRows(db, 'overlap_events', released)) await insert.execute()
    },

    async eventsOf(ids) {
      if (ids.length === 0) return []
      const own = await events
        .where('authorization', 'in', [...ids])
        .orderBy('seq')
        .execute()
      const released = await overlaps
        .where('authorization', 'in', [...ids])
        .orderBy('seq')
        .execute()
      return [...own.map(eventOf), ...released.map(overlapEventOf)].toSorted((left, right) => left.seq - right.seq)
    },

    async deviceEvents({ after, limit }, device) {
      const { seq, boot } = readCursor(after)
      const own = await events
        .where('device', '=', device)
        .where('seq', boot === undefined ? '<' : '<=', seq)
        .orderBy('seq', 'desc')
        .limit(limit + 1)
        .execute()
      const released = await overlaps
        .where('device', '=', device)
        .where((where) => {
          const before = where('seq', '<', seq)
          return boot === undefined ? before : where.or([before, where.and([where('seq', '=', seq), where('boot', '<', boot)])])
        })
        .orderBy('seq', 'desc')
        .orderBy('boot', 'desc')
        .limit(limit + 1)
        .execute()
      // Of one number, what was released comes first; both lists are in order already.
      const all = [...released.map(overlapEventOf), ...own.map(eventOf)].toSorted((left, right) => right.seq - left.seq)
      return pageOf(all.slice(0, limit + 1), limit, writeCursor)
    },
  }
}

function writeCursor({ seq, overlap }: AccessEvent): string {
  return overlap === undefined ? String(seq) : `${seq}.${toBase64url(overlap)}`
}

function readCursor(after: string | undefined): { readonly seq: number; readonly boot?: Uint8Array } {
  const [seq, boot] = after?.split('.') ?? []
  return { seq: Number(seq ?? Number.MAX_SAFE_INTEGER), ...(boot === undefined ? {} : { boot: decodeBase64url(boot) }) }
}

function rowOf({ device, seq, authorization, type, service, atMs, timeState, detail }: AccessEvent) {
  return {
    device,
    seq,
    authorization: orNull(authorization),
    type,
    service,
    at_ms: atMs,
    time_state: timeState,
    detail: orNull(detail),
  }
}

function overlapEventOf({ boot, ...row }: Selectable<Database['overlap_events']>): AccessEvent {
  return { ...eventOf(row), overlap: plainBytes(boot) }
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
