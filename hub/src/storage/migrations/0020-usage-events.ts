import type { Kysely } from 'kysely'
import type { ColumnTypes } from './column-types.ts'

/** Usage that services without a device tell: the events that count, and those that could not be taken in. */
export async function createUsageEvents(db: Kysely<unknown>, { text, whole, bytes, heap }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('usage_events')
    .addColumn('tenant', text, (column) => column.notNull())
    // Follows from the source and the id there, so that an event is known again.
    .addColumn('event', text, (column) => column.notNull())
    .addColumn('source', text, (column) => column.notNull())
    .addColumn('event_id', text, (column) => column.notNull())
    .addColumn('account', text, (column) => column.notNull())
    .addColumn('content', text, (column) => column.notNull())
    .addColumn('content_hash', bytes, (column) => column.notNull())
    .addColumn('received_ms', whole, (column) => column.notNull())
    .addColumn('received_from', text, (column) => column.notNull())
    .addColumn('rejected', text)
    .addPrimaryKeyConstraint('usage_events_key', ['tenant', 'event'])
    .modifyEnd(heap)
    .execute()
  await db.schema
    .createTable('rejected_events')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('rejected', text, (column) => column.notNull())
    // As far as they can be read.
    .addColumn('source', text)
    .addColumn('event_id', text)
    .addColumn('account', text)
    .addColumn('body', text, (column) => column.notNull())
    .addColumn('body_hash', bytes, (column) => column.notNull())
    .addColumn('code', text, (column) => column.notNull())
    .addColumn('detail', text, (column) => column.notNull())
    .addColumn('faults', text)
    .addColumn('received_ms', whole, (column) => column.notNull())
    .addColumn('received_from', text, (column) => column.notNull())
    .addColumn('state', text, (column) => column.notNull())
    .addColumn('decided_ms', whole)
    .addColumn('decided_by', text)
    .addColumn('reason', text)
    .addColumn('event', text)
    .addPrimaryKeyConstraint('rejected_events_key', ['tenant', 'rejected'])
    .modifyEnd(heap)
    .execute()
  // The same body is kept once, however often it comes.
  await db.schema
    .createIndex('rejected_events_by_body_hash')
    .on('rejected_events')
    .columns(['tenant', 'body_hash'])
    .unique()
    .execute()
  for (const { table, columns } of indexes) {
    await db.schema
      .createIndex(`${table}_by_${columns.join('_')}`)
      .on(table)
      .columns(['tenant', ...columns])
      .execute()
  }
}

const indexes = [
  { table: 'usage_events', columns: ['account', 'event'] },
  { table: 'usage_events', columns: ['received_ms'] },
  { table: 'rejected_events', columns: ['account', 'rejected'] },
  { table: 'rejected_events', columns: ['received_ms'] },
  { table: 'rejected_events', columns: ['state', 'rejected'] },
  { table: 'rejected_events', columns: ['source', 'rejected'] },
  { table: 'rejected_events', columns: ['source', 'state', 'rejected'] },
  { table: 'rejected_events', columns: ['source', 'event_id'] },
] as const
