import type { Kysely } from 'kysely'

const indexes = [
  { table: 'disputes', columns: ['state', 'dispute'] },
  { table: 'ledger_postings', columns: ['ledger_account', 'at_ms', 'entry_key', 'line'] },
] as const

/** What the console's pages of money are read by: open disputes, and the postings of an account as they came. */
export async function indexMoneyPages(db: Kysely<unknown>): Promise<void> {
  for (const { table, columns } of indexes) {
    await db.schema
      .createIndex(`${table}_by_${columns.join('_')}`)
      .on(table)
      .columns(['tenant', ...columns])
      .execute()
  }
  // The one that goes on with the instant finds the same rows; every posting would be written to both.
  await db.schema.dropIndex('ledger_postings_by_ledger_account_currency').execute()
}
