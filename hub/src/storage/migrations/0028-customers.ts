import type { Kysely } from 'kysely'
import type { ColumnTypes } from './column-types.ts'

/** Who accounts are, how they stand above one another, what other systems call things, and what accounts did. */
export async function addCustomers(db: Kysely<unknown>, { text, whole, keyed, heap }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('account_profiles')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('account', text, (column) => column.notNull())
    .addColumn('version', whole, (column) => column.notNull())
    .addColumn('parent', text)
    .addColumn('language', text)
    .addColumn('legal_name', text)
    .addColumn('address', text)
    .addColumn('tax', text)
    .addColumn('contacts', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('account_profiles_key', ['tenant', 'account'])
    .modifyEnd(heap)
    .execute()
  await db.schema
    .createIndex('account_profiles_by_parent')
    .on('account_profiles')
    .columns(['tenant', 'parent', 'account'])
    .execute()
  await db.schema
    .createTable('account_attributes')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('account', text, (column) => column.notNull())
    .addColumn('attribute', text, (column) => column.notNull())
    .addColumn('value', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('account_attributes_key', ['tenant', 'account', 'attribute'])
    .modifyEnd(keyed)
    .execute()
  await db.schema
    .createIndex('account_attributes_by_value')
    .on('account_attributes')
    .columns(['tenant', 'attribute', 'value', 'account'])
    .execute()
  await db.schema
    .createTable('external_ids')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('kind', text, (column) => column.notNull())
    .addColumn('system', text, (column) => column.notNull())
    .addColumn('external_id', text, (column) => column.notNull())
    .addColumn('thing', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('external_ids_key', ['tenant', 'kind', 'system', 'external_id'])
    .modifyEnd(keyed)
    .execute()
  await db.schema.createIndex('external_ids_by_thing').on('external_ids').columns(['tenant', 'thing']).execute()
  await db.schema
    .createTable('account_activity')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('account', text, (column) => column.notNull())
    .addColumn('counter', text, (column) => column.notNull())
    .addColumn('month_ms', whole, (column) => column.notNull())
    .addColumn('total', text, (column) => column.notNull())
    .addColumn('records', whole, (column) => column.notNull())
    .addPrimaryKeyConstraint('account_activity_key', ['tenant', 'account', 'counter', 'month_ms'])
    .modifyEnd(keyed)
    .execute()
}
