import { parseAmount } from '@octroi/shared/money/amount'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { RateCard } from '../rating/rate-card.ts'
import type { Promotions } from './promote.ts'
import { couponOf, isForOffer, readCode, termsOf } from './redeem-coupon.ts'

/** What a command is told to promise a subscription from its beginning on: a coupon where it is for the offer, and credit. */
export function samplePromotions(
  { subscription, currency }: Pick<RateCard, 'subscription' | 'currency'>,
  catalogue: Catalogue,
  { coupon: typed = '', credit }: { readonly coupon?: string | undefined; readonly credit?: string | undefined },
): Promotions {
  const { id, account, offer, catalogueVersion, fromMs } = subscription
  const [coupon, terms] = couponOf(catalogue, typed) ?? []
  const about = { nth: 1, code: readCode(typed), account, subscription: id, catalogueVersion, fromMs, redeemedAtMs: fromMs }
  const isFor = coupon !== undefined && terms !== undefined && isForOffer(terms, offer, currency)
  const amount = credit === undefined ? undefined : parseAmount(credit, currency)
  return {
    redemptions: isFor ? [{ ...about, coupon, terms: termsOf(terms) }] : [],
    credits:
      amount === undefined ? [] : [{ id: 'crd_sample', account, amount, reason: 'credit', priority: 0, grantedAtMs: fromMs }],
  }
}
