import type { Kysely } from 'kysely'
import type { ColumnTypes } from './column-types.ts'

/**
 * Keypads: the secret their keys are derived from, what each device declared, its keys, and which code an authorization
 * is. The id of a passcode's authorization is derived and not made in order, so lists go by the time of the decision.
 */
export async function addPasscodes(db: Kysely<unknown>, { text, whole, bytes, keyed }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('tenant_secrets')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('purpose', text, (column) => column.notNull())
    .addColumn('sealed_secret', bytes, (column) => column.notNull())
    .addPrimaryKeyConstraint('tenant_secrets_key', ['tenant', 'purpose'])
    .modifyEnd(keyed)
    .execute()
  await db.schema
    .createTable('device_keypads')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('device', text, (column) => column.notNull())
    .addColumn('actions', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('device_keypads_key', ['tenant', 'device'])
    .modifyEnd(keyed)
    .execute()
  await db.schema
    .createTable('passcode_keys')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('device', text, (column) => column.notNull())
    .addColumn('generation', whole, (column) => column.notNull())
    .addColumn('epoch', whole, (column) => column.notNull())
    .addColumn('from_s', whole)
    .addColumn('held', whole, (column) => column.notNull())
    .addPrimaryKeyConstraint('passcode_keys_key', ['tenant', 'device', 'generation'])
    .modifyEnd(keyed)
    .execute()
  for (const column of ['passcode_slot_s', 'passcode_n', 'passcode_generation']) {
    await db.schema.alterTable('authorizations').addColumn(column, whole).execute()
  }
  await db.schema
    .createIndex('authorizations_by_passcode')
    .on('authorizations')
    .columns(['tenant', 'device', 'passcode_slot_s', 'service', 'action', 'passcode_n'])
    .unique()
    .execute()
  await db.schema
    .createIndex('authorizations_by_decided_ms')
    .on('authorizations')
    .columns(['tenant', 'decided_ms', 'authorization'])
    .execute()
  await db.schema.dropIndex('authorizations_by_requester_authorization').execute()
  await db.schema
    .createIndex('authorizations_by_requester_decided_ms')
    .on('authorizations')
    .columns(['tenant', 'requester', 'decided_ms', 'authorization'])
    .execute()
}
