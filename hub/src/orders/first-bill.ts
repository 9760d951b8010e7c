import { invariant } from '@octroi/shared/errors/invariant'
import type { Amount } from '@octroi/shared/money/amount'
import { ownEntry } from '@octroi/shared/own-entry'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { type DraftInvoice, draftInvoice } from '../invoicing/draft-invoice.ts'
import { promote } from '../promotions/promote.ts'
import type { CouponTerms } from '../promotions/redemption.ts'
import { type BillingPeriod, runningPeriod } from '../rating/billing-period.ts'
import { type RateCard, rateCard } from '../rating/rate-card.ts'
import type { Subscription } from '../subscriptions/subscription.ts'

export interface FirstBillFacts {
  /** As it would begin. */
  readonly subscription: Subscription
  /** That it is of. */
  readonly catalogue: Catalogue
  readonly coupon?: CouponTerms & { readonly code: string }
}

export interface FirstBill {
  /** Of the first period, as if it were over and nothing but what is fixed had come. */
  readonly draft: DraftInvoice
  /** What falls due as it begins: fees that are asked once or in advance, less discounts and the coupon. Before VAT. */
  readonly due: Amount
  /** All that stands on it as it begins, a spend minimum among it. Before VAT. */
  readonly begins: Amount
}

/** What a subscription would ask for its first period, by the same code that draws every bill. */
export function firstBill({ subscription, catalogue, coupon }: FirstBillFacts): FirstBill {
  const card = rateCard(subscription, catalogue)
  const period = periodOf(card, subscription.fromMs)
  const bill = (asOfMs: number): DraftInvoice => {
    const draft = draftInvoice({ card, period, aggregates: [], asOfMs })
    return coupon === undefined ? draft : lessCoupon(draft, coupon)
  }
  const begins = bill(subscription.fromMs + 1)
  const minor = begins.lines
    .filter(({ price }) => ownEntry(card.offer.prices, price)?.model === 'flat')
    .reduce((total, { amount }) => total + amount.minor, 0n)
  return { draft: bill(period.untilMs), due: { minor: minor > 0n ? minor : 0n, currency: card.currency }, begins: begins.total }
}

function periodOf(card: RateCard, atMs: number): BillingPeriod {
  const period = runningPeriod(card, atMs)
  invariant(period !== undefined, 'a subscription that begins has a period')
  return period
}

function lessCoupon(draft: DraftInvoice, { code, ...terms }: NonNullable<FirstBillFacts['coupon']>): DraftInvoice {
  const { id, account, catalogueVersion, fromMs } = draft.subscription
  const redemption = {
    coupon: '',
    nth: 1,
    code,
    account,
    subscription: id,
    catalogueVersion,
    terms,
    fromMs,
    redeemedAtMs: fromMs,
  }
  return promote(draft, { redemptions: [redemption], credits: [] }).draft
}
