import type { DeviceId } from '@octroi/shared/ids/id'
import { type Expression, type ExpressionBuilder, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { DeviceStore } from '../../devices/device.store.ts'
import { type DeviceLookout, type Trouble, troubleAfterMs } from '../../devices/device-filter.ts'
import { afterAllBeginning, folded } from '../../folded.ts'
import { pageOf } from '../../page.ts'
import { countAtMost } from '../count-at-most.ts'
import type { Database } from '../database.ts'
import { pageStart, type Scope } from '../scope.ts'
import { deviceOf } from './device-row.ts'

export type DeviceSearch = Pick<DeviceStore, 'search' | 'getAll' | 'count' | 'troubled'>

export function deviceSearchStore(scope: Scope): DeviceSearch {
  const { db, tenant } = scope
  const devices = db.selectFrom('devices').selectAll().where('tenant', '=', tenant)
  return {
    async search(page, { owner, state, text }) {
      const narrowed = devices
        .$if(owner !== undefined, (query) => query.where('owner', '=', owner ?? ''))
        .$if(state !== undefined, (query) => query.where(isIn(state)))
      const label = text === undefined || isIdBeginning(text) ? undefined : folded(text)
      const found =
        label === undefined
          ? narrowed
              .$if(text !== undefined, (query) => query.where(beginsWith('device', (text ?? '').toLowerCase())))
              .where('device', '<', pageStart(page))
              .orderBy('device', 'desc')
          : narrowed
              .where(beginsWith('folded_label', label))
              .$if(page.after !== undefined, (query) => query.where(labelledAfter(tenant, page.after ?? '')))
              .orderBy('folded_label')
              .orderBy('device')
      const rows = await found.limit(page.limit + 1).execute()
      return pageOf(rows.map(deviceOf), page.limit, ({ id }) => id)
    },

    async getAll(ids) {
      if (ids.length === 0) return []
      return (await devices.where('device', 'in', [...ids]).execute()).map(deviceOf)
    },

    count: (state, atMost) => countAtMost(db, db.selectFrom('devices').where('tenant', '=', tenant).where(isIn(state)), atMost),

    async troubled(page, trouble, nowMs) {
      const asked = { tenant, before: pageStart(page), limit: page.limit + 1, untilMs: nowMs - troubleAfterMs }
      const { rows } = await troubledBy[trouble](asked).execute(db)
      return pageOf(
        rows.map(({ device }) => device as DeviceId),
        page.limit,
        (device) => device,
      )
    },
  }
}

function isIdBeginning(text: string): boolean {
  return /^dev_/i.test(text)
}

type Devices = ExpressionBuilder<Database, 'devices'>

function isIn(state: DeviceLookout | undefined) {
  return (where: Devices): Expression<SqlBool> => {
    if (state === 'suspended') return where('suspended_ms', 'is not', null)
    const inState = where('state', '=', state ?? '')
    return state === 'enrolled' ? where.and([inState, where('suspended_ms', 'is', null)]) : inState
  }
}

function beginsWith(column: 'device' | 'folded_label', beginning: string) {
  return (where: Devices): Expression<SqlBool> =>
    where.and([where(column, '>=', beginning), where(column, '<', afterAllBeginning(beginning))])
}

function labelledAfter(tenant: string, after: string) {
  return (where: Devices): Expression<SqlBool> => {
    const label = where
      .selectFrom('devices as last')
      .select('last.folded_label')
      .where('last.tenant', '=', tenant)
      .where('last.device', '=', after)
    return where(where.refTuple('folded_label', 'device'), '>', where.tuple(label, where.val(after)))
  }
}

interface Asked {
  readonly tenant: string
  readonly before: string
  readonly limit: number
  readonly untilMs: number
}

/** Each by an index that holds the troubled alone. */
const troubledBy: Readonly<Record<Trouble, (asked: Asked) => RawBuilder<{ device: string }>>> = {
  // From each device to the next, however much of one waits.
  quarantine: ({ tenant, before, limit }) => sql`
    with recursive found (device) as (
      select max(device) from quarantine where tenant = ${tenant} and state = 'waiting' and device < ${before}
      union all
      select (select max(device) from quarantine where tenant = ${tenant} and state = 'waiting' and device < found.device)
      from found where found.device is not null
    ) select device from found where device is not null limit ${limit}`,
  gap: ({ tenant, before, limit, untilMs }) => sql`
    select device from journal_heads
    where tenant = ${tenant} and gap_ms is not null and gap_ms <= ${untilMs} and device < ${before}
    order by device desc limit ${limit}`,
  lease: ({ tenant, before, limit, untilMs }) => sql`
    select device from leases
    where tenant = ${tenant} and applied_seq is null and issued_ms <= ${untilMs} and device < ${before} and not exists (
      select 1 from leases as later
      where later.tenant = leases.tenant and later.device = leases.device and later.lease_seq > leases.lease_seq
    ) order by device desc limit ${limit}`,
  clock: ({ tenant, before, limit }) => sql`
    select device from device_contacts
    where tenant = ${tenant} and time_state = 'unknown' and device < ${before} order by device desc limit ${limit}`,
}
