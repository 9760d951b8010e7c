import type { Kysely } from 'kysely'
import type { ColumnTypes } from './column-types.ts'

/** What is over can be found by its age, a batch can lose its records and stay in the chain, and a person can be erased. */
export async function addRetentionAndErasure(db: Kysely<unknown>, { text, whole }: ColumnTypes): Promise<void> {
  await db.schema.alterTable('batches').addColumn('forgotten_ms', whole).execute()
  await db.schema.alterTable('accounts').addColumn('erased_ms', whole).execute()
  await db.schema.alterTable('accounts').addColumn('erasure_ground', text).execute()
  const ages = {
    access_events: ['tenant', 'at_ms'],
    authorizations: ['tenant', 'until_ms'],
    batches: ['tenant', 'forgotten_ms', 'received_ms'],
    idempotency_keys: ['tenant', 'created_ms'],
    leases: ['tenant', 'issued_ms'],
  } as const
  for (const [table, columns] of Object.entries(ages)) {
    const index = db.schema.createIndex([table, 'by', ...columns.slice(1)].join('_')).on(table)
    await index.columns([...columns]).execute()
  }
}
