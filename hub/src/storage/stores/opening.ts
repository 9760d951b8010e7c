import type { DeviceId } from '@octroi/shared/ids/id'
import { type SqlBool, sql } from 'kysely'
import type { AuthorizationStore } from '../../authorizations/authorization.store.ts'
import type { BeganOpening } from '../../authorizations/opening.ts'
import { pageOf } from '../../page.ts'
import type { Scope } from '../scope.ts'
import { eventOf } from './access-event.ts'

export type Openings = Pick<AuthorizationStore, 'openings' | 'movementsAfter'>

export function openingStore({ db, tenant }: Scope): Openings {
  return {
    async openings({ after, limit }, owner) {
      const { listedAtMs, device, seq } = readCursor(after)
      const rows = await db
        .selectFrom('access_events')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('listed_ms', 'is not', null)
        .where(mayHaveOpened)
        .$if(owner !== undefined, (query) =>
          query
            .where('device', 'in', (where) =>
              where
                .selectFrom('devices')
                .select('devices.device')
                .where('devices.tenant', '=', tenant)
                .where('devices.owner', '=', owner ?? ''),
            )
            .where(wasOwnedThen),
        )
        .where((where) =>
          where(where.refTuple('listed_ms', 'device', 'seq'), '<', where.tuple<number, string, number>(listedAtMs, device, seq)),
        )
        .orderBy('listed_ms', 'desc')
        .orderBy('device', 'desc')
        .orderBy('seq', 'desc')
        .limit(limit + 1)
        .execute()
      const began = rows.map((row) => ({ ...eventOf(row), listedAtMs: row.listed_ms }) as BeganOpening)
      return pageOf(began, limit, (opening) => [opening.listedAtMs, opening.device, opening.seq].join(' '))
    },

    async movementsAfter({ device, service, seq }, limit) {
      const rows = await db
        .selectFrom('access_events')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('device', '=', device)
        .where('seq', '>', seq)
        .where('service', '=', service)
        .where('type', 'in', ['opened', 'closed', 'secured', 'left_open', 'safety_action'])
        .orderBy('seq')
        .limit(limit)
        .execute()
      return rows.map(eventOf)
    },
  }
}

/** What was done on a device before it was transferred is none of the new owner's affairs. */
const wasOwnedThen = sql<SqlBool>`not exists (
  select 1 from device_owners as former
  where former.tenant = access_events.tenant and former.device = access_events.device
    and former.until_ms is not null and access_events.listed_ms < former.until_ms
)`

/** A safety action on a service that performs, as an alarm does, opens nothing. In doubt it is told. */
const mayHaveOpened = sql<SqlBool>`(access_events.type = 'opened' or not exists (
  select 1 from access_events as other
  where other.tenant = access_events.tenant and other.device = access_events.device
    and other.service = access_events.service and other.type = 'performed'
))`

type OpeningPlace = Pick<BeganOpening, 'listedAtMs' | 'device' | 'seq'>

function readCursor(after: string | undefined): OpeningPlace {
  const [listedAtMs, device = '', seq] = after?.split(' ') ?? []
  const start = Number.MAX_SAFE_INTEGER
  return { listedAtMs: Number(listedAtMs ?? start), device: device as DeviceId, seq: Number(seq ?? start) }
}
