import { type Kysely, sql } from 'kysely'
import type { ColumnTypes } from './column-types.ts'

/**
 * Limits over all devices of an account: their terms, what was used, granted and handed to devices; consents to some actions; when
 * devices were kept away, as far as it is known.
 */
export async function createQuotas(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const { text, whole, exact, keyed } = types
  await db.schema.alterTable('entitlements').addColumn('limit_terms', text).execute()
  await db.schema.alterTable('entitlements').addColumn('entitled_value', text).execute()
  // Few are limited, and every batch of records asks for those of its owner.
  await db.schema
    .createIndex('entitlements_limited')
    .on('entitlements')
    .columns(['tenant', 'account', 'entitlement'])
    .where(sql.ref('limit_terms'), 'is not', null)
    .execute()
  await db.schema.alterTable('consents').addColumn('actions', text).execute()
  await db.schema
    .createTable('quota_usage')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('account', text, (column) => column.notNull())
    .addColumn('meter', text, (column) => column.notNull())
    .addColumn('quota_device', text, (column) => column.notNull())
    .addColumn('from_ms', whole, (column) => column.notNull())
    .addColumn('quantity', exact, (column) => column.notNull())
    .addPrimaryKeyConstraint('quota_usage_key', ['tenant', 'account', 'meter', 'quota_device', 'from_ms'])
    .modifyEnd(keyed)
    .execute()
  await db.schema
    .createTable('quota_grants')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('quota_grant', text, (column) => column.notNull())
    .addColumn('account', text, (column) => column.notNull())
    .addColumn('meter', text, (column) => column.notNull())
    .addColumn('quota_device', text, (column) => column.notNull())
    .addColumn('quantity', exact, (column) => column.notNull())
    .addColumn('priority', whole, (column) => column.notNull())
    .addColumn('from_ms', whole, (column) => column.notNull())
    .addColumn('until_ms', whole)
    .addColumn('reason', text, (column) => column.notNull())
    .addColumn('made_ms', whole, (column) => column.notNull())
    .addColumn('made_by', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('quota_grants_key', ['tenant', 'quota_grant'])
    .modifyEnd(keyed)
    .execute()
  await db.schema
    .createIndex('quota_grants_by_quota')
    .on('quota_grants')
    .columns(['tenant', 'account', 'meter', 'quota_device', 'quota_grant'])
    .execute()
  await db.schema
    .createTable('quota_allotments')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('account', text, (column) => column.notNull())
    .addColumn('meter', text, (column) => column.notNull())
    .addColumn('quota_device', text, (column) => column.notNull())
    .addColumn('device', text, (column) => column.notNull())
    .addColumn('lease_seq', whole, (column) => column.notNull())
    .addColumn('service', text, (column) => column.notNull())
    .addColumn('counter', text, (column) => column.notNull())
    .addColumn('ceiling', exact, (column) => column.notNull())
    .addColumn('counted', exact, (column) => column.notNull())
    .addColumn('ends_ms', whole)
    .addPrimaryKeyConstraint('quota_allotments_key', ['tenant', 'account', 'meter', 'quota_device', 'device', 'lease_seq'])
    .modifyEnd(keyed)
    .execute()
  await db.schema.createIndex('quota_allotments_by_device').on('quota_allotments').columns(['tenant', 'device']).execute()
  await createSuspensions(db, types)
}

/** Of those before, the one that lasts is known. */
async function createSuspensions(db: Kysely<unknown>, { text, whole, keyed }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('device_suspensions')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('device', text, (column) => column.notNull())
    .addColumn('from_ms', whole, (column) => column.notNull())
    .addColumn('until_ms', whole)
    .addPrimaryKeyConstraint('device_suspensions_key', ['tenant', 'device', 'from_ms'])
    .modifyEnd(keyed)
    .execute()
  await sql`
    insert into device_suspensions (tenant, device, from_ms)
    select tenant, device, suspended_ms from devices where suspended_ms is not null
  `.execute(db)
}
