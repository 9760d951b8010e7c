import { type OrderState, orderSteps } from '@octroi/shared/api/vocabulary'
import type { AccountId, ApiKeyId, DeviceId, OperatorId, OrderId, SubscriptionId } from '@octroi/shared/ids/id'
import type { Selectable } from 'kysely'
import type { OrderStore } from '../../orders/order.store.ts'
import type { ChangeItem, Order, OrderItem } from '../../orders/order.ts'
import type { OrderActor, OrderEvent, OrderStep } from '../../orders/order-progress.ts'
import { pageOf } from '../../page.ts'
import { orNull, present, readCurrency, readJson, writeJson, writeWhole } from '../codec.ts'
import type { Database } from '../database.ts'
import { pageStart, type Scope } from '../scope.ts'

const open: readonly OrderState[] = ['placed', 'waiting']

export function orderStore(scope: Scope): OrderStore {
  const { db, tenant } = scope
  const orders = db.selectFrom('orders').selectAll().where('tenant', '=', tenant)
  return {
    async insert(order) {
      const { id, account, state, placedAtMs, expiresAtMs } = order
      const row = { tenant, order_id: id, account, state, placed_ms: placedAtMs, expires_ms: orNull(expiresAtMs) }
      await db.insertInto('orders').values(row).execute()
      await db
        .insertInto('order_items')
        .values(order.items.map((item, nth) => itemRow(scope, id, item, nth)))
        .execute()
      const steps = order.steps.map((step) => stepRow(scope, id, step))
      if (steps.length > 0) await db.insertInto('order_steps').values(steps).execute()
      await insertEvents(scope, order)
    },

    async advance(order) {
      const change = db.updateTable('orders').set({ state: order.state })
      await change.where('tenant', '=', tenant).where('order_id', '=', order.id).execute()
      for (const [nth, item] of order.items.entries()) {
        const { starts_ms, effective_ms, began } = itemRow(scope, order.id, item, nth)
        const begun = db.updateTable('order_items').set({ starts_ms, effective_ms, began })
        await begun.where('tenant', '=', tenant).where('order_id', '=', order.id).where('nth', '=', nth).execute()
      }
      for (const { kind, doneAtMs, by, reason } of order.steps) {
        const done = db.updateTable('order_steps').set({ done_ms: orNull(doneAtMs), done_by: orNull(by), reason: orNull(reason) })
        await done.where('tenant', '=', tenant).where('order_id', '=', order.id).where('step', '=', kind).execute()
      }
      await insertEvents(scope, order)
    },

    async get(id) {
      return (await withParts(scope, await orders.where('order_id', '=', id).execute()))[0]
    },

    async list(page, { account, state } = {}) {
      const rows = await orders
        .$if(account !== undefined, (query) => query.where('account', '=', account ?? ''))
        .$if(state !== undefined, (query) => query.where('state', '=', state ?? ''))
        .where('order_id', '<', pageStart(page))
        .orderBy('order_id', 'desc')
        .limit(page.limit + 1)
        .execute()
      return pageOf(await withParts(scope, rows), page.limit, ({ id }) => id)
    },

    async open(account, limit) {
      const ofAccount = orders.where('account', '=', account).where('state', 'in', open)
      return withParts(scope, await ofAccount.orderBy('order_id').limit(limit).execute())
    },

    async overdue(atMs, limit) {
      const late = orders.where('state', 'in', open).where('expires_ms', '<=', atMs)
      return withParts(scope, await late.orderBy('expires_ms').orderBy('order_id').limit(limit).execute())
    },

    couponsHeld: couponsHeldIn(scope),
  }
}

function couponsHeldIn({ db, tenant }: Scope): OrderStore['couponsHeld'] {
  return async ({ codes, account, atMs, except }) => {
    if (codes.length === 0) return { all: 0, byAccount: 0 }
    // By the few orders that name a code, and not by all that are open.
    const named = db
      .selectFrom('order_items')
      .innerJoin('orders', (on) =>
        on.onRef('orders.tenant', '=', 'order_items.tenant').onRef('orders.order_id', '=', 'order_items.order_id'),
      )
      .select(['orders.account', ({ fn }) => fn.countAll<number | string>().as('times')])
      .where('order_items.tenant', '=', tenant)
      .where('order_items.coupon', 'in', [...codes])
      .where('orders.state', 'in', open)
      .where((where) => where.or([where('orders.expires_ms', 'is', null), where('orders.expires_ms', '>', atMs)]))
      .$if(except !== undefined, (query) => query.where('orders.order_id', '<>', except ?? ''))
      .groupBy('orders.account')
    const rows = (await named.execute()).map(({ account: of, times }) => ({ of, times: Number(times) }))
    return {
      all: rows.reduce((sum, { times }) => sum + times, 0),
      byAccount: rows.find(({ of }) => of === account)?.times ?? 0,
    }
  }
}

async function insertEvents({ db, tenant }: Scope, { id, history }: Order): Promise<void> {
  const rows = history.map(({ type, atMs, by, reason }, nth) => {
    return { tenant, order_id: id, nth, type, at_ms: atMs, done_by: orNull(by), reason: orNull(reason) }
  })
  const insert = db.insertInto('order_events').values(rows)
  await insert.onConflict((clash) => clash.columns(['tenant', 'order_id', 'nth']).doNothing()).execute()
}

function itemRow({ tenant }: Scope, order: OrderId, item: OrderItem, nth: number): Database['order_items'] {
  const { action, subscription, offer, catalogueVersion, quantity } = item
  const both = {
    ...{ tenant, order_id: order, nth, action, subscription, offer: orNull(offer), quantity: orNull(quantity) },
    ...{ catalogue_version: orNull(catalogueVersion), device: null, coupon: null, starts_ms: null },
    ...{ effective: null, effective_ms: null, began: null },
  }
  if (item.action === 'add') {
    return { ...both, device: orNull(item.device), coupon: orNull(item.coupon), starts_ms: orNull(item.startsAtMs) }
  }
  const time = typeof item.at === 'number' ? { effective: 'at', effective_ms: item.at } : { effective: item.at }
  return { ...both, ...time, began: orNull(item.began) }
}

function stepRow({ tenant }: Scope, order: OrderId, { kind, due, doneAtMs, by, reason }: OrderStep): Database['order_steps'] {
  const written = due?.map(({ minor, currency }) => ({ minor: writeWhole(minor), currency }))
  return {
    ...{ tenant, order_id: order, step: kind, due: written === undefined ? null : writeJson(written) },
    ...{ done_ms: orNull(doneAtMs), done_by: orNull(by), reason: orNull(reason) },
  }
}

type Row = Selectable<Database['orders']>

/** Three reads for all orders of a page. */
async function withParts({ db, tenant }: Scope, rows: readonly Row[]): Promise<readonly Order[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ order_id }) => order_id)
  const items = db.selectFrom('order_items').selectAll().where('tenant', '=', tenant).where('order_id', 'in', ids)
  const steps = db.selectFrom('order_steps').selectAll().where('tenant', '=', tenant).where('order_id', 'in', ids)
  const events = db.selectFrom('order_events').selectAll().where('tenant', '=', tenant).where('order_id', 'in', ids)
  const itemsOf = byOrder(await items.orderBy('order_id').orderBy('nth').execute())
  const stepsOf = byOrder(await steps.execute())
  const eventsOf = byOrder(await events.orderBy('order_id').orderBy('nth').execute())
  return rows.map((row) => ({
    id: row.order_id as OrderId,
    account: row.account as AccountId,
    state: row.state as OrderState,
    placedAtMs: row.placed_ms,
    ...present('expiresAtMs', row.expires_ms),
    items: itemsOf(row).map(itemOf),
    steps: stepsOf(row)
      .map(stepOf)
      .toSorted((left, right) => orderSteps.indexOf(left.kind) - orderSteps.indexOf(right.kind)),
    history: eventsOf(row).map(eventOf),
  }))
}

function byOrder<P extends { readonly order_id: string }>(parts: readonly P[]): (row: Row) => readonly P[] {
  const grouped = new Map<string, P[]>()
  for (const part of parts) grouped.set(part.order_id, [...(grouped.get(part.order_id) ?? []), part])
  return ({ order_id }) => grouped.get(order_id) ?? []
}

function itemOf(row: Selectable<Database['order_items']>): OrderItem {
  const subscription = row.subscription as SubscriptionId
  const quantity = present('quantity', row.quantity)
  if (row.action === 'add') {
    return {
      ...{ action: 'add', subscription, offer: row.offer ?? '', catalogueVersion: row.catalogue_version ?? 0 },
      ...{ ...quantity, ...present('device', row.device as DeviceId | null) },
      ...{ ...present('coupon', row.coupon), ...present('startsAtMs', row.starts_ms) },
    }
  }
  return {
    action: row.action as ChangeItem['action'],
    subscription,
    at: row.effective === 'at' ? (row.effective_ms ?? 0) : (row.effective as 'now' | 'period_end'),
    ...{ ...quantity, ...present('offer', row.offer), ...present('catalogueVersion', row.catalogue_version) },
    ...present('began', row.began as SubscriptionId | null),
  }
}

function stepOf(row: Selectable<Database['order_steps']>): OrderStep {
  return {
    kind: row.step as OrderStep['kind'],
    ...(row.due === null ? {} : { due: readDue(row.due) }),
    ...present('doneAtMs', row.done_ms),
    ...actorOf(row),
  }
}

function readDue(text: string): NonNullable<OrderStep['due']> {
  const due = readJson<readonly { readonly minor: string; readonly currency: string }[]>(text)
  return due.map(({ minor, currency }) => ({ minor: BigInt(minor), currency: readCurrency(currency) }))
}

function eventOf(row: Selectable<Database['order_events']>): OrderEvent {
  return { type: row.type as OrderEvent['type'], atMs: row.at_ms, ...actorOf(row) }
}

function actorOf({ done_by, reason }: { readonly done_by: string | null; readonly reason: string | null }): OrderActor {
  return { ...present('by', done_by as OperatorId | ApiKeyId | null), ...present('reason', reason) }
}
