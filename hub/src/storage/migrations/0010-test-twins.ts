import { type Kysely, sql } from 'kysely'
import type { ColumnTypes } from './column-types.ts'

/** Tenants to try things out in, each beside the live one it belongs to. */
export async function addTestTwins(db: Kysely<unknown>, { text }: ColumnTypes): Promise<void> {
  const tenants = db.schema.alterTable('tenants')
  await tenants.addColumn('mode', text, (column) => column.notNull().defaultTo(sql.lit('live'))).execute()
  await tenants.addColumn('test_twin', text).execute()
}
