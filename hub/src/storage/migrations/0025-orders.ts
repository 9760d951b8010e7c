import { type Kysely, sql } from 'kysely'
import type { ColumnTypes } from './column-types.ts'

const moved = ['offer', 'catalogue_version', 'device', 'starts_ms', 'subscription'] as const

/**
 * Orders of several items, that may wait. Orders of before had one offer each and were fulfilled as they were placed: each
 * gets its one item, and the history that it had.
 */
export async function createOrderParts(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await createItems(db, types)
  await createSteps(db, types)
  await createEvents(db, types)
  await db.schema.alterTable('orders').addColumn('expires_ms', types.whole).execute()
  await sql`insert into order_items (tenant, order_id, nth, action, subscription, offer, catalogue_version, device, starts_ms)
    select tenant, order_id, 0, 'add', subscription, offer, catalogue_version, device, starts_ms from orders`.execute(db)
  for (const [nth, type] of ['placed', 'fulfilled'].entries()) {
    await sql`insert into order_events (tenant, order_id, nth, type, at_ms)
      select tenant, order_id, ${sql.lit(nth)}, ${sql.lit(type)}, placed_ms from orders`.execute(db)
  }
  for (const column of moved) await db.schema.alterTable('orders').dropColumn(column).execute()
  const index = (table: string, columns: readonly string[]) =>
    db.schema
      .createIndex(`${table}_by_${columns.join('_')}`)
      .on(table)
      .columns(['tenant', ...columns])
      .execute()
  await index('orders', ['state', 'order_id'])
  await index('orders', ['account', 'state', 'order_id'])
  await index('orders', ['state', 'expires_ms', 'order_id'])
  await index('order_items', ['subscription', 'order_id'])
}

async function createItems({ schema }: Kysely<unknown>, { text, whole, keyed }: ColumnTypes): Promise<void> {
  await schema
    .createTable('order_items')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('order_id', text, (column) => column.notNull())
    .addColumn('nth', whole, (column) => column.notNull())
    .addColumn('action', text, (column) => column.notNull())
    .addColumn('subscription', text, (column) => column.notNull())
    .addColumn('offer', text)
    .addColumn('catalogue_version', whole)
    .addColumn('device', text)
    .addColumn('quantity', whole)
    .addColumn('coupon', text)
    .addColumn('starts_ms', whole)
    .addColumn('effective', text)
    .addColumn('effective_ms', whole)
    .addColumn('began', text)
    .addPrimaryKeyConstraint('order_items_key', ['tenant', 'order_id', 'nth'])
    .modifyEnd(keyed)
    .execute()
}

async function createSteps({ schema }: Kysely<unknown>, { text, whole, keyed }: ColumnTypes): Promise<void> {
  await schema
    .createTable('order_steps')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('order_id', text, (column) => column.notNull())
    .addColumn('step', text, (column) => column.notNull())
    .addColumn('due', text)
    .addColumn('done_ms', whole)
    .addColumn('done_by', text)
    .addColumn('reason', text)
    .addPrimaryKeyConstraint('order_steps_key', ['tenant', 'order_id', 'step'])
    .modifyEnd(keyed)
    .execute()
}

async function createEvents({ schema }: Kysely<unknown>, { text, whole, keyed }: ColumnTypes): Promise<void> {
  await schema
    .createTable('order_events')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('order_id', text, (column) => column.notNull())
    .addColumn('nth', whole, (column) => column.notNull())
    .addColumn('type', text, (column) => column.notNull())
    .addColumn('at_ms', whole, (column) => column.notNull())
    .addColumn('done_by', text)
    .addColumn('reason', text)
    .addPrimaryKeyConstraint('order_events_key', ['tenant', 'order_id', 'nth'])
    .modifyEnd(keyed)
    .execute()
}
