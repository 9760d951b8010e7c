import type { Kysely } from 'kysely'
import type { ColumnTypes } from './column-types.ts'

/** What becomes of subscriptions after they were bought, and whose a device was when. */
export async function addSubscriptionChanges(db: Kysely<unknown>, { text, whole, keyed }: ColumnTypes): Promise<void> {
  await db.schema.alterTable('subscriptions').addColumn('quantity', whole).execute()
  for (const column of ['phases', 'replaces', 'replaced_by']) {
    await db.schema.alterTable('subscriptions').addColumn(column, text).execute()
  }
  await db.schema
    .createTable('subscription_changes')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('subscription', text, (column) => column.notNull())
    .addColumn('change', text, (column) => column.notNull())
    .addColumn('asked', text, (column) => column.notNull())
    .addColumn('at_ms', whole, (column) => column.notNull())
    .addColumn('asked_ms', whole, (column) => column.notNull())
    .addColumn('follows', text)
    .addColumn('began', text)
    .addColumn('former_until_ms', whole)
    .addColumn('taken_back_ms', whole)
    .addPrimaryKeyConstraint('subscription_changes_key', ['tenant', 'subscription', 'change'])
    .modifyEnd(keyed)
    .execute()
  await db.schema
    .createTable('device_owners')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('device', text, (column) => column.notNull())
    .addColumn('from_ms', whole, (column) => column.notNull())
    .addColumn('owner', text, (column) => column.notNull())
    .addColumn('until_ms', whole)
    .addPrimaryKeyConstraint('device_owners_key', ['tenant', 'device', 'from_ms'])
    .modifyEnd(keyed)
    .execute()
  const bySubscription = db.schema.createIndex('entitlements_by_subscription').on('entitlements')
  await bySubscription.columns(['tenant', 'subscription', 'entitlement']).execute()
}
