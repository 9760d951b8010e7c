import type { Kysely } from 'kysely'
import type { ColumnTypes } from './column-types.ts'

/** What an account holder needs: which records make a line, disputes of lines, and sessions of a browser. */
export async function createDisputeTables(db: Kysely<unknown>, { text, whole, bytes, keyed, heap }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('usage_sources')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('subscription', text, (column) => column.notNull())
    .addColumn('period_ms', whole, (column) => column.notNull())
    .addColumn('price', text, (column) => column.notNull())
    .addColumn('band', text, (column) => column.notNull())
    .addColumn('device', text, (column) => column.notNull())
    .addColumn('first', whole, (column) => column.notNull())
    // Of a released overlap its boot, in base64url: its numbers were used twice.
    .addColumn('overlap', text, (column) => column.notNull())
    .addColumn('seqs', text, (column) => column.notNull())
    .addColumn('records', whole, (column) => column.notNull())
    .addPrimaryKeyConstraint('usage_sources_key', [
      'tenant',
      'subscription',
      'period_ms',
      'price',
      'band',
      'device',
      'first',
      'overlap',
    ])
    .modifyEnd(keyed)
    .execute()
  await db.schema
    .createTable('disputes')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('dispute', text, (column) => column.notNull())
    .addColumn('account', text, (column) => column.notNull())
    .addColumn('month', text, (column) => column.notNull())
    .addColumn('subscription', text, (column) => column.notNull())
    .addColumn('price', text, (column) => column.notNull())
    .addColumn('band', text, (column) => column.notNull())
    .addColumn('reason', text, (column) => column.notNull())
    .addColumn('state', text, (column) => column.notNull())
    .addColumn('opened_ms', whole, (column) => column.notNull())
    .addColumn('ended_ms', whole)
    .addColumn('answer', text)
    // Names the line while the dispute is open, and nothing after: a line has one open dispute.
    .addColumn('open_line', text)
    .addPrimaryKeyConstraint('disputes_key', ['tenant', 'dispute'])
    .modifyEnd(heap)
    .execute()
  await db.schema
    .createTable('browser_sessions')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('token_hash', bytes, (column) => column.notNull())
    .addColumn('api_key', text, (column) => column.notNull())
    .addColumn('expires_ms', whole, (column) => column.notNull())
    .addPrimaryKeyConstraint('browser_sessions_key', ['tenant', 'token_hash'])
    .modifyEnd(keyed)
    .execute()
  await db.schema.createIndex('disputes_by_account_dispute').on('disputes').columns(['tenant', 'account', 'dispute']).execute()
  await db.schema.createIndex('disputes_by_open_line').on('disputes').columns(['tenant', 'open_line']).unique().execute()
  await db.schema
    .createIndex('charges_by_line')
    .on('charges')
    .columns(['tenant', 'subscription', 'period_ms', 'price', 'band', 'happened_ms'])
    .execute()
}
