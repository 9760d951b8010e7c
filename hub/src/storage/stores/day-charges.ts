import { formatExact } from '@octroi/shared/money/decimal'
import { add } from '@octroi/shared/money/rational'
import type { RatingStore } from '../../rating/rating.store.ts'
import { readCurrency, readExact } from '../codec.ts'
import type { Scope } from '../scope.ts'

export type Days = Pick<RatingStore, 'addDays' | 'days'>

/** Added here, exactly: an engine would round. */
export function dayChargeStore({ db, tenant }: Scope): Days {
  const days = db.selectFrom('day_charges').selectAll().where('tenant', '=', tenant)
  return {
    async addDays(sums) {
      for (const { day, currency, exact, charges } of sums) {
        const before = await days.where('day', '=', day).where('currency', '=', currency).executeTakeFirst()
        const total = before === undefined ? exact : add(readExact(before.exact), exact)
        const row = { exact: formatExact(total), charges: (before?.charges ?? 0) + charges }
        await db
          .insertInto('day_charges')
          .values({ tenant, day, currency, ...row })
          .onConflict((clash) => clash.columns(['tenant', 'day', 'currency']).doUpdateSet(row))
          .execute()
      }
    },

    async days(from, through) {
      const rows = await days.where('day', '>=', from).where('day', '<=', through).orderBy('day').orderBy('currency').execute()
      return rows.map(({ day, currency, exact, charges }) => ({
        day,
        currency: readCurrency(currency),
        exact: readExact(exact),
        charges,
      }))
    },
  }
}
