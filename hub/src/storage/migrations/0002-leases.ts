import { type Kysely, sql } from 'kysely'
import type { ColumnTypes } from './column-types.ts'

/** What a device may do for its own account: the terms in entitlements, the standing, the counters, the leases given. */
export async function createLeases(db: Kysely<unknown>, { text, whole, exact, bytes, keyed, heap }: ColumnTypes): Promise<void> {
  await db.schema.alterTable('entitlements').addColumn('lease', text).execute()
  await db.schema.alterTable('entitlements').addColumn('quotas', text).execute()
  const standing = db.schema.alterTable('accounts')
  await standing.addColumn('standing', text, (column) => column.notNull().defaultTo(sql.lit('good'))).execute()
  await db.schema.alterTable('accounts').addColumn('standing_reason', text).execute()
  await db.schema.alterTable('accounts').addColumn('standing_since_ms', whole).execute()
  await db.schema
    .createTable('leases')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('device', text, (column) => column.notNull())
    .addColumn('lease_seq', whole, (column) => column.notNull())
    .addColumn('signed', bytes, (column) => column.notNull())
    .addColumn('issued_ms', whole, (column) => column.notNull())
    .addColumn('applied_seq', whole)
    .addPrimaryKeyConstraint('leases_key', ['tenant', 'device', 'lease_seq'])
    .modifyEnd(heap)
    .execute()
  await db.schema
    .createTable('device_counters')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('device', text, (column) => column.notNull())
    .addColumn('service', text, (column) => column.notNull())
    .addColumn('counter', text, (column) => column.notNull())
    .addColumn('period_ms', whole, (column) => column.notNull())
    .addColumn('quantity', exact, (column) => column.notNull())
    .addPrimaryKeyConstraint('device_counters_key', ['tenant', 'device', 'service', 'counter', 'period_ms'])
    .modifyEnd(keyed)
    .execute()
}
