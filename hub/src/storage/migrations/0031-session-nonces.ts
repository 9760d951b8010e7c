import type { Kysely } from 'kysely'
import type { ColumnTypes } from './column-types.ts'

/** With which nonce a device opened its session: what a command names. Sessions of before have none, and take no command. */
export async function addSessionNonces(db: Kysely<unknown>, { bytes }: ColumnTypes): Promise<void> {
  await db.schema.alterTable('device_sessions').addColumn('device_nonce', bytes).execute()
}
