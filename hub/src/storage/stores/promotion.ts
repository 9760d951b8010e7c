import type { AccountId, CreditId, SubscriptionId } from '@octroi/shared/ids/id'
import type { Selectable } from 'kysely'
import { pageOf } from '../../page.ts'
import type { Credit } from '../../promotions/credit.ts'
import type { PromotionStore } from '../../promotions/promotion.store.ts'
import type { CouponTerms, Redemption } from '../../promotions/redemption.ts'
import { orNull, present, readCurrency, readJson, writeJson, writeWhole } from '../codec.ts'
import type { Database } from '../database.ts'
import { pageStart, type Scope } from '../scope.ts'

export function promotionStore({ db, tenant }: Scope): PromotionStore {
  const redemptions = db.selectFrom('coupon_redemptions').where('tenant', '=', tenant)
  const credits = db.selectFrom('credits').selectAll().where('tenant', '=', tenant)
  return {
    async addRedemption({ coupon, nth, code, account, subscription, catalogueVersion, terms, fromMs, redeemedAtMs }) {
      const row = {
        ...{ tenant, coupon, nth, code, account, subscription },
        ...{ catalogue_version: catalogueVersion, terms: writeJson(terms), from_ms: fromMs, redeemed_ms: redeemedAtMs },
      }
      await db.insertInto('coupon_redemptions').values(row).execute()
    },

    async redeemed(coupon) {
      // They are numbered one by one, so the last number is how many there are.
      const last = await redemptions.select('nth').where('coupon', '=', coupon).orderBy('nth', 'desc').limit(1).executeTakeFirst()
      return last?.nth ?? 0
    },

    async redemptionsOf(account) {
      const rows = await redemptions
        .selectAll()
        .where('account', '=', account)
        .orderBy('subscription')
        .orderBy('coupon')
        .execute()
      // Few, and kept by their subscriptions: put in their order here.
      return rows.map(redemptionOf).toSorted((left, right) => left.redeemedAtMs - right.redeemedAtMs)
    },

    async addCredit({ id, account, amount, reason, priority, grantedAtMs, expiresAtMs, points }) {
      const row = {
        ...{ tenant, credit: id, account, minor: writeWhole(amount.minor), currency: amount.currency },
        ...{ reason: orNull(reason), priority, granted_ms: grantedAtMs },
        ...{ expires_ms: orNull(expiresAtMs), points: orNull(points) },
      }
      await db.insertInto('credits').values(row).execute()
    },

    async creditsOf(account) {
      const rows = await credits.where('account', '=', account).orderBy('credit').execute()
      return rows.map(creditOf)
    },

    async credits(page, account) {
      const rows = await credits
        .where('account', '=', account)
        .where('credit', '<', pageStart(page))
        .orderBy('credit', 'desc')
        .limit(page.limit + 1)
        .execute()
      return pageOf(rows.map(creditOf), page.limit, ({ id }) => id)
    },
  }
}

function redemptionOf(row: Selectable<Database['coupon_redemptions']>): Redemption {
  return {
    coupon: row.coupon,
    nth: row.nth,
    code: row.code,
    account: row.account as AccountId,
    subscription: row.subscription as SubscriptionId,
    catalogueVersion: row.catalogue_version,
    terms: readJson<CouponTerms>(row.terms),
    fromMs: row.from_ms,
    redeemedAtMs: row.redeemed_ms,
  }
}

function creditOf(row: Selectable<Database['credits']>): Credit {
  return {
    id: row.credit as CreditId,
    account: row.account as AccountId,
    amount: { minor: BigInt(row.minor), currency: readCurrency(row.currency) },
    ...present('reason', row.reason),
    priority: row.priority,
    grantedAtMs: row.granted_ms,
    ...present('expiresAtMs', row.expires_ms),
    ...present('points', row.points),
  }
}
