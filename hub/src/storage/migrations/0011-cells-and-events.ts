import type { Kysely } from 'kysely'
import type { ColumnTypes } from './column-types.ts'

/**
 * Lines that are counted in cells (a window, a device, a value), and the events of prices whose first ones are free: their
 * order decides, so each keeps a row.
 */
export async function createCellsAndEvents(db: Kysely<unknown>, { text, whole, exact, keyed }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('usage_cells')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('subscription', text, (column) => column.notNull())
    .addColumn('period_ms', whole, (column) => column.notNull())
    .addColumn('price', text, (column) => column.notNull())
    .addColumn('band', text, (column) => column.notNull())
    .addColumn('cell', text, (column) => column.notNull())
    .addColumn('quantity', exact, (column) => column.notNull())
    .addColumn('records', whole, (column) => column.notNull())
    .addColumn('place', text)
    .addPrimaryKeyConstraint('usage_cells_key', ['tenant', 'subscription', 'period_ms', 'price', 'band', 'cell'])
    .modifyEnd(keyed)
    .execute()
  const key = ['tenant', 'subscription', 'period_ms', 'price', 'happened_ms', 'device', 'seq', 'overlap'] as const
  await db.schema
    .createTable('ordered_events')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('subscription', text, (column) => column.notNull())
    .addColumn('period_ms', whole, (column) => column.notNull())
    .addColumn('price', text, (column) => column.notNull())
    .addColumn('happened_ms', whole, (column) => column.notNull())
    .addColumn('device', text, (column) => column.notNull())
    .addColumn('seq', whole, (column) => column.notNull())
    .addColumn('overlap', text, (column) => column.notNull())
    .addColumn('band', text, (column) => column.notNull())
    .addColumn('quantity', exact, (column) => column.notNull())
    .addPrimaryKeyConstraint('ordered_events_key', [...key])
    .modifyEnd(keyed)
    .execute()
}
