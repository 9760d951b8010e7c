import { type Kysely, sql } from 'kysely'
import type { Database } from '../database.ts'

/** Codes of coupons as they are looked for, to count what orders that wait hold. */
export async function addHeldCoupons(db: Kysely<Pick<Database, 'order_items'>>): Promise<void> {
  await db.schema
    .createIndex('order_items_by_coupon_order_id')
    .on('order_items')
    .columns(['tenant', 'coupon', 'order_id'])
    .execute()
  await db.updateTable('order_items').set({ coupon: sql<string>`upper(trim(coupon))` }).where('coupon', 'is not', null).execute()
}
