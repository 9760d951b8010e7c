import type { Kysely } from 'kysely'
import type { ColumnTypes } from './column-types.ts'

/** Devices that the operator keeps away, and why. */
export async function addSuspensions(db: Kysely<unknown>, { text, whole }: ColumnTypes): Promise<void> {
  await db.schema.alterTable('devices').addColumn('suspended_ms', whole).execute()
  await db.schema.alterTable('devices').addColumn('suspension_reason', text).execute()
}
