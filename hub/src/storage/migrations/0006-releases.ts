import { type Kysely, sql } from 'kysely'
import type { ColumnTypes } from './column-types.ts'

/** What the operator decided of things set apart, and a place for records whose numbers another boot used too. */
export async function addReleases(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const quarantine = db.schema.alterTable('quarantine')
  await quarantine.addColumn('overlap', types.bytes).execute()
  await quarantine.addColumn('counted', types.whole, (column) => column.notNull().defaultTo(sql.lit(0))).execute()
  await quarantine.addColumn('state', types.text, (column) => column.notNull().defaultTo(sql.lit('waiting'))).execute()
  await quarantine.addColumn('decided_by', types.text).execute()
  await quarantine.addColumn('decided_ms', types.whole).execute()
  await quarantine.addColumn('reason', types.text).execute()
  const newest = db.schema.createIndex('quarantine_by_device_received_ms').on('quarantine')
  await newest.columns(['tenant', 'device', 'received_ms']).execute()

  await db.schema
    .createTable('overlap_events')
    .addColumn('tenant', types.text, (column) => column.notNull())
    .addColumn('device', types.text, (column) => column.notNull())
    .addColumn('boot', types.bytes, (column) => column.notNull())
    .addColumn('seq', types.whole, (column) => column.notNull())
    .addColumn('authorization', types.text)
    .addColumn('type', types.text, (column) => column.notNull())
    .addColumn('service', types.text, (column) => column.notNull())
    .addColumn('at_ms', types.whole, (column) => column.notNull())
    .addColumn('time_state', types.text, (column) => column.notNull())
    .addColumn('detail', types.text)
    .addPrimaryKeyConstraint('overlap_events_key', ['tenant', 'device', 'seq', 'boot'])
    .modifyEnd(types.keyed)
    .execute()
  const named = db.schema.createIndex('overlap_events_by_authorization_seq').on('overlap_events')
  await named.columns(['tenant', 'authorization', 'seq']).execute()
}
