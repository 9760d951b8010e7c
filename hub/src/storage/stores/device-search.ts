import type { DeviceId } from '@octroi/shared/ids/id'
import {
  type Expression,
  type ExpressionBuilder,
  type RawBuilder,
  type Selectable,
  type SelectQueryBuilder,
  type SqlBool,
  sql,
} from 'kysely'
import type { DeviceStore } from '../../devices/device.store.ts'
import { type DeviceLookout, type Trouble, troubleAfterMs } from '../../devices/device-filter.ts'
import { afterAllBeginning, folded } from '../../folded.ts'
import { type PageRequest, pageOf } from '../../page.ts'
import { countAtMost } from '../count-at-most.ts'
import type { Database } from '../database.ts'
import { pageStart, type Scope } from '../scope.ts'
import { deviceOf } from './device-row.ts'

export type DeviceSearch = Pick<DeviceStore, 'search' | 'getAll' | 'count' | 'troubled'>

export function deviceSearchStore(scope: Scope): DeviceSearch {
  const { db, tenant } = scope
  const devices = db.selectFrom('devices').selectAll().where('tenant', '=', tenant)
  return {
    async search(page, filter) {
      const { owner, state, text } = filter
      const narrowed = devices.$if(owner !== undefined, (query) => query.where('owner', '=', owner ?? ''))
      const last = page.after === undefined ? undefined : await devices.where('device', '=', page.after).executeTakeFirst()
      const label = text === undefined || isIdBeginning(text) ? undefined : folded(text)
      const found =
        label !== undefined
          ? byLabel(devices, { label, owner, state, last })
          : text !== undefined
            ? byId(narrowed.where(beginsWith(text.toLowerCase())), { state, page })
            : byState(narrowed, { state, page, last })
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

type Rows = SelectQueryBuilder<Database, 'devices', Selectable<Database['devices']>>
type Last = Selectable<Database['devices']> | undefined
type Devices = ExpressionBuilder<Database, 'devices'>

interface By {
  readonly state: DeviceLookout | undefined
  readonly page: PageRequest
  readonly last: Last
}

function byId(rows: Rows, { state, page }: Pick<By, 'state' | 'page'>): Rows {
  return rows.where(isIn(state)).where('device', '<', pageStart(page)).orderBy('device', 'desc')
}

/**
 * In the order of labels, from that of the last device on: so a page far into it costs no more than the first. An owner or a
 * state leads the order where one is asked for, as it leads the index.
 */
function byLabel(rows: Rows, { label, owner, state, last }: LabelAsked): Rows {
  const [beginning, device, end] = [last?.folded_label ?? label, last?.device ?? '', afterAllBeginning(label)]
  const narrowed = rows.where(isIn(state))
  const [lead, of] = owner !== undefined ? (['owner', owner] as const) : (['state', state] as const)
  if (of === undefined || of === 'suspended') {
    return narrowed
      .where('folded_label', '>=', beginning)
      .where('folded_label', '<', end)
      .where((where) => where(where.refTuple('folded_label', 'device'), '>', where.tuple(beginning, device)))
      .orderBy('folded_label')
      .orderBy('device')
  }
  const unequal = owner !== undefined ? narrowed : rows.where(isNotKeptAway(state))
  return unequal
    .where((where) =>
      where(where.refTuple(lead, 'folded_label', 'device'), '>', where.tuple<string, string, string>(of, beginning, device)),
    )
    .where((where) => where(where.refTuple(lead, 'folded_label'), '<', where.tuple<string, string>(of, end)))
    .orderBy(lead)
    .orderBy('folded_label')
    .orderBy('device')
}

interface LabelAsked extends Pick<By, 'state' | 'last'> {
  readonly label: string
  readonly owner: string | undefined
}

function isNotKeptAway(state: DeviceLookout | undefined) {
  return (where: Devices): Expression<SqlBool> => (state === 'enrolled' ? where('suspended_ms', 'is', null) : where.and([]))
}

/**
 * Newest first; those that the operator keeps away by when that began. The state leads the order and is bounded from both
 * sides instead of being equal to one: an engine then reads the index of states, and not all devices in their own order.
 */
function byState(rows: Rows, { state, page, last }: By): Rows {
  if (state === undefined) return byId(rows, { state, page })
  if (state === 'suspended') {
    const [sinceMs, device] = [last?.suspended_ms ?? Number.MAX_SAFE_INTEGER, pageStart(page)]
    return rows
      .where('suspended_ms', '>=', 0)
      .where((where) => where(where.refTuple('suspended_ms', 'device'), '<', where.tuple<number | null, string>(sinceMs, device)))
      .orderBy('suspended_ms', 'desc')
      .orderBy('device', 'desc')
  }
  return rows
    .where(isNotKeptAway(state))
    .where('state', '>=', state)
    .where((where) => where(where.refTuple('state', 'device'), '<', where.tuple<string, string>(state, pageStart(page))))
    .orderBy('state', 'desc')
    .orderBy('device', 'desc')
}

function isIn(state: DeviceLookout | undefined) {
  return (where: Devices): Expression<SqlBool> => {
    if (state === undefined) return where.and([])
    if (state === 'suspended') return where('suspended_ms', '>=', 0)
    // From both sides, as below.
    const inState = where.and([where('state', '>=', state), where('state', '<=', state)])
    return state === 'enrolled' ? where.and([inState, where('suspended_ms', 'is', null)]) : inState
  }
}

function beginsWith(beginning: string) {
  return (where: Devices): Expression<SqlBool> =>
    where.and([where('device', '>=', beginning), where('device', '<', afterAllBeginning(beginning))])
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
