import type { Kysely } from 'kysely'
import type { ColumnTypes } from './column-types.ts'

/** Tenants that sell on what others supply, and where a supplier's wholesale lines come from. */
export async function createResales(db: Kysely<unknown>, { text, whole, exact, bytes, keyed }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('resales')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('resale', text, (column) => column.notNull())
    .addColumn('side', text, (column) => column.notNull())
    .addColumn('account', text)
    .addColumn('partner', text)
    .addColumn('partner_name', text)
    .addColumn('code_hash', bytes)
    .addColumn('code_expires_ms', whole)
    .addColumn('proposed_ms', whole, (column) => column.notNull())
    .addColumn('agreed_ms', whole)
    .addColumn('ended_ms', whole)
    .addColumn('ended_by', text)
    .addPrimaryKeyConstraint('resales_key', ['tenant', 'resale'])
    .modifyEnd(keyed)
    .execute()
  for (const column of ['side', 'account']) {
    await db.schema.createIndex(`resales_by_${column}`).on('resales').columns(['tenant', column, 'resale']).execute()
  }
  await db.schema
    .createTable('wholesale_sources')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('subscription', text, (column) => column.notNull())
    .addColumn('period_ms', whole, (column) => column.notNull())
    .addColumn('price', text, (column) => column.notNull())
    .addColumn('catalogue_version', whole, (column) => column.notNull())
    .addColumn('band', text, (column) => column.notNull())
    .addColumn('device', text, (column) => column.notNull())
    .addColumn('first', whole, (column) => column.notNull())
    .addColumn('batch', text, (column) => column.notNull())
    .addColumn('seqs', text, (column) => column.notNull())
    .addColumn('quantity', exact)
    .addPrimaryKeyConstraint('wholesale_sources_key', [
      'tenant',
      'subscription',
      'period_ms',
      'price',
      'catalogue_version',
      'band',
      'device',
      'first',
      'batch',
    ])
    .modifyEnd(keyed)
    .execute()
}
