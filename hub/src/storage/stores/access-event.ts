import { decodeBase64url, plainBytes, toBase64url } from '@octroi/shared/crypto/bytes'
import type { AuthorizationId, DeviceId } from '@octroi/shared/ids/id'
import type { Selectable } from 'kysely'
import type { AccessEvent, AccessEventType } from '../../authorizations/access-event.ts'
import type { AccessEventStore } from '../../authorizations/authorization.store.ts'
import { pageOf } from '../../page.ts'
import { orNull, present } from '../codec.ts'
import type { Database } from '../database.ts'
import type { Scope } from '../scope.ts'
import { keepMovements } from './movement.ts'

/** Events by their number in the journal; those of a released overlap by their boot too, in a table of their own. */
export function accessEventStore(scope: Scope): AccessEventStore {
  const { db, tenant, insertRows } = scope
  const events = db.selectFrom('access_events').selectAll().where('tenant', '=', tenant)
  const overlaps = db.selectFrom('overlap_events').selectAll().where('tenant', '=', tenant)
  return {
    async insertEvents(told) {
      const own = await listed(
        scope,
        told.filter(({ overlap }) => overlap === undefined),
      )
      const rows = own.map((event) => ({ tenant, ...rowOf(event), listed_ms: orNull(event.listedAtMs) }))
      for (const insert of insertRows(db, 'access_events', rows)) await insert.execute()
      await keepMovements(scope, own)
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

type Listed = AccessEvent & { readonly listedAtMs: number | undefined }

/**
 * What a list of openings goes by, for those that began one. A clock that was not set counts from the start of its device,
 * so the time at which the hub was told stands for it.
 */
async function listed({ db, tenant }: Scope, events: readonly AccessEvent[]): Promise<readonly Listed[]> {
  const found: Listed[] = []
  for (const event of events) {
    const { device, seq, type, atMs, timeState } = event
    if (type !== 'opened' && type !== 'safety_action') found.push({ ...event, listedAtMs: undefined })
    else if (timeState !== 'unknown') found.push({ ...event, listedAtMs: atMs })
    else {
      const batch = await db
        .selectFrom('batches')
        .select('received_ms')
        .where('tenant', '=', tenant)
        .where('device', '=', device)
        .where('first', '<=', seq)
        .where('last', '>=', seq)
        .orderBy('first', 'desc')
        .limit(1)
        .executeTakeFirst()
      found.push({ ...event, listedAtMs: batch?.received_ms ?? atMs })
    }
  }
  return found
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

export function eventOf(row: Omit<Selectable<Database['access_events']>, 'listed_ms'>): AccessEvent {
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
