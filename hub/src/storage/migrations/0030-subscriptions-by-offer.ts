import type { Kysely } from 'kysely'

/** Lists of subscriptions that are narrowed to an offer, each in the order of its pages. */
export async function indexSubscriptionsByOffer(db: Kysely<unknown>): Promise<void> {
  for (const columns of [
    ['offer', 'subscription'],
    ['account', 'offer', 'subscription'],
  ]) {
    await db.schema
      .createIndex(`subscriptions_by_${columns.join('_')}`)
      .on('subscriptions')
      .columns(['tenant', ...columns])
      .execute()
  }
}
