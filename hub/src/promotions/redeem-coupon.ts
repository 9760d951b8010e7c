import { type Fault, fault } from '@octroi/shared/errors/fault'
import { formatInstant, parseInstant } from '@octroi/shared/time/instant'
import type { Cycle } from '@octroi/shared/time/period'
import type { CatalogueVersion } from '../catalogue/catalogue.store.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Coupon } from '../catalogue/coupon.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { type CouponTerms, isRedeemedIn, type Redemption } from './redemption.ts'

/** As many coupons as one subscription can have. */
const couponsAtMost = 20

export interface RedeemFacts {
  /** The version in effect now. */
  readonly version: CatalogueVersion | undefined
  /** As it was typed. */
  readonly typed: string
  readonly nowMs: number
  /** What the coupon is for: it may be about to be ordered. */
  readonly subscription: Pick<Subscription, 'offer' | 'zone' | 'fromMs'>
  readonly currency: string | undefined
  /** Of the subscription's bills. */
  readonly cycle: Cycle
  /** Of the subscription, which has none where it is about to be ordered. */
  readonly beside: readonly Redemption[]
  /** Of the coupon: by everybody, and by the account. */
  readonly redeemed: number
  readonly byAccount: number
  /** By orders that wait, in the same way. */
  readonly held: { readonly all: number; readonly byAccount: number }
}

/** Whoever types a code need not mind capitals. */
export function readCode(typed: string): string {
  return typed.trim().toUpperCase()
}

/** The coupon that a code redeems, by its key. */
export function couponOf(catalogue: Catalogue | undefined, typed: string): readonly [key: string, coupon: Coupon] | undefined {
  const code = readCode(typed)
  return Object.entries(catalogue?.coupons ?? {}).find(([, { codes }]) => codes.includes(code))
}

/** Everything that stands in the way of a coupon, and nothing where nothing does. */
export function couponFaults(path: string, facts: RedeemFacts): readonly Fault[] {
  const { version, typed, nowMs, redeemed, byAccount, held, beside } = facts
  const found = couponOf(version?.catalogue, typed)
  const refused = (code: string, detail: string): Fault => fault(path, code, detail)
  if (found === undefined) return [refused('coupon_unknown', 'There is no coupon with this code.')]
  const [key, coupon] = found
  const { from, until, limits = {} } = coupon
  const isEarly = from !== undefined && nowMs < (parseInstant(from) ?? 0)
  const isLate = until !== undefined && (parseInstant(until) ?? 0) <= nowMs
  const isTaken = beside.some((other) => other.coupon === key)
  const isOver = redeemed + held.all >= (limits.redemptions ?? Number.POSITIVE_INFINITY)
  const isUsed = isTaken || byAccount + held.byAccount >= (limits.perAccount ?? Number.POSITIVE_INFINITY)
  return [
    ...(isEarly ? [refused('coupon_not_yet', `It can be redeemed from ${writtenAgain(from)}.`)] : []),
    ...(isLate ? [refused('coupon_expired', `It could be redeemed until ${writtenAgain(until)}.`)] : []),
    ...(isOver
      ? [refused('coupon_exhausted', 'It was redeemed as often as it can be, or orders that wait hold what is left of it.')]
      : []),
    ...(isUsed ? [refused('coupon_used', usedDetail(isTaken))] : []),
    ...(isForOffer(coupon, facts.subscription.offer, facts.currency)
      ? []
      : [refused('coupon_not_for_offer', `It is not for the offer \`${facts.subscription.offer}\`.`)]),
    ...(isTaken || beside.length < couponsAtMost
      ? []
      : [refused('coupons_too_many', `A subscription has at most ${couponsAtMost}.`)]),
    ...(isTaken || goWith(coupon, facts)
      ? []
      : [refused('coupon_not_combined', 'It does not go with another coupon of the subscription.')]),
  ]
}

function writtenAgain(instant: string | undefined): string {
  return formatInstant(parseInstant(instant ?? '') ?? 0)
}

function usedDetail(isTaken: boolean): string {
  return isTaken
    ? 'The subscription has it already.'
    : 'The account has redeemed it as often as one account can, or holds it with an order that waits.'
}

/** Whether a coupon is for an offer, and in its currency where it is an amount. */
export function isForOffer({ offers, currency }: Coupon, offer: string, own: string | undefined): boolean {
  return (offers === undefined || offers.includes(offer)) && (currency === undefined || currency === own)
}

/** Of two coupons that are taken off the same bill, both must go with others. */
function goWith(coupon: Coupon, { subscription, cycle, nowMs, beside }: RedeemFacts): boolean {
  const fromMs = Math.max(nowMs, subscription.fromMs)
  const present = beside.filter((other) => isRedeemedIn(other, cycle, { fromMs, untilMs: Number.POSITIVE_INFINITY }))
  return present.length === 0 || (coupon.combines !== false && present.every(({ terms }) => terms.combines !== false))
}

/** What of a coupon is kept with its redemption. */
export function termsOf({ name, percent, amount, currency, periods, prices, combines }: Coupon): CouponTerms {
  return {
    name,
    ...(percent === undefined ? {} : { percent }),
    ...(amount === undefined ? {} : { amount }),
    ...(currency === undefined ? {} : { currency }),
    ...(periods === undefined ? {} : { periods }),
    ...(prices === undefined ? {} : { prices }),
    ...(combines === undefined ? {} : { combines }),
  }
}
