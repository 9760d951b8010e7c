import type { Kysely } from 'kysely'
import type { ColumnTypes } from './column-types.ts'

/** Coupons that were redeemed, numbered one by one so that a limit holds, and promotional credit. */
export async function addPromotions(db: Kysely<unknown>, { text, whole, exact, keyed, heap }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('coupon_redemptions')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('coupon', text, (column) => column.notNull())
    .addColumn('nth', whole, (column) => column.notNull())
    .addColumn('code', text, (column) => column.notNull())
    .addColumn('account', text, (column) => column.notNull())
    .addColumn('subscription', text, (column) => column.notNull())
    .addColumn('catalogue_version', whole, (column) => column.notNull())
    .addColumn('terms', text, (column) => column.notNull())
    .addColumn('from_ms', whole, (column) => column.notNull())
    .addColumn('redeemed_ms', whole, (column) => column.notNull())
    .addPrimaryKeyConstraint('coupon_redemptions_key', ['tenant', 'coupon', 'nth'])
    .addUniqueConstraint('coupon_redemptions_once', ['tenant', 'account', 'subscription', 'coupon'])
    .modifyEnd(heap)
    .execute()
  await db.schema
    .createTable('credits')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('credit', text, (column) => column.notNull())
    .addColumn('account', text, (column) => column.notNull())
    .addColumn('minor', exact, (column) => column.notNull())
    .addColumn('currency', text, (column) => column.notNull())
    .addColumn('reason', text)
    .addColumn('priority', whole, (column) => column.notNull())
    .addColumn('granted_ms', whole, (column) => column.notNull())
    .addColumn('expires_ms', whole)
    .addColumn('points', whole)
    .addPrimaryKeyConstraint('credits_key', ['tenant', 'credit'])
    .modifyEnd(keyed)
    .execute()
  await db.schema.createIndex('credits_by_account').on('credits').columns(['tenant', 'account', 'credit']).execute()
}
