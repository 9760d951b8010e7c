import type { AuthorizationId, DeviceId } from '@octroi/shared/ids/id'
import type { AccessEvent } from '../../authorizations/access-event.ts'
import type { AuthorizationStore } from '../../authorizations/authorization.store.ts'
import { type Movement, moved, neverMoved } from '../../authorizations/last-movement.ts'
import { orNull, present } from '../codec.ts'
import { countAtMost } from '../count-at-most.ts'
import type { Scope } from '../scope.ts'

export type StandingOpen = Pick<AuthorizationStore, 'standingOpen' | 'countOpen'>

export function movementStore({ db, tenant }: Scope): StandingOpen {
  const open = db.selectFrom('last_movements').where('last_movements.tenant', '=', tenant).where('open_ms', 'is not', null)
  return {
    async standingOpen(limit) {
      const rows = await open
        .leftJoin('access_events', (join) =>
          join
            .onRef('access_events.tenant', '=', 'last_movements.tenant')
            .onRef('access_events.device', '=', 'last_movements.device')
            .onRef('access_events.seq', '=', 'last_movements.opened_seq'),
        )
        .select(['last_movements.device', 'last_movements.service', 'opened_seq', 'open_ms', 'authorization'])
        .orderBy('open_ms')
        .orderBy('last_movements.device')
        .limit(limit)
        .execute()
      return rows.map((row) => ({
        device: row.device as DeviceId,
        service: row.service,
        seq: row.opened_seq,
        sinceMs: row.open_ms ?? 0,
        ...present('authorization', row.authorization as AuthorizationId | null),
      }))
    },

    countOpen: (atMost) => countAtMost(db, open, atMost),
  }
}

/** Keeps what these movements change; each with where a list of openings has it. */
export async function keepMovements(
  { db, tenant }: Scope,
  movements: readonly (Movement & Pick<AccessEvent, 'device' | 'service'>)[],
): Promise<void> {
  const services = new Map<string, (typeof movements)[number][]>()
  for (const movement of movements.filter(({ type }) => ['opened', 'closed', 'secured'].includes(type))) {
    const name = `${movement.device} ${movement.service}`
    services.set(name, [...(services.get(name) ?? []), movement])
  }
  for (const [first, ...others] of services.values()) {
    if (first === undefined) continue
    const key = { tenant, device: first.device, service: first.service }
    const row = await db
      .selectFrom('last_movements')
      .selectAll()
      .where('tenant', '=', tenant)
      .where('device', '=', first.device)
      .where('service', '=', first.service)
      .executeTakeFirst()
    const before =
      row === undefined
        ? neverMoved
        : { openedSeq: row.opened_seq, closedSeq: row.closed_seq, ...present('openSinceMs', row.open_ms) }
    const { openedSeq, closedSeq, openSinceMs } = [first, ...others].reduce(moved, before)
    const now = { opened_seq: openedSeq, closed_seq: closedSeq, open_ms: orNull(openSinceMs) }
    await db
      .insertInto('last_movements')
      .values({ ...key, ...now })
      .onConflict((clash) => clash.columns(['tenant', 'device', 'service']).doUpdateSet(now))
      .execute()
  }
}
