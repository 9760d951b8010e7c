import type { AccountId, SubscriptionId } from '@octroi/shared/ids/id'
import { type Cycle, periodAt, periodsBetween } from '@octroi/shared/time/period'
import type { Coupon } from '../catalogue/coupon.ts'
import type { TimeSpan } from '../rating/models/prorate.ts'

/** What a coupon promises: it stays as it was when it was redeemed, whatever later versions of the catalogue say. */
export type CouponTerms = Pick<Coupon, 'name' | 'percent' | 'amount' | 'currency' | 'periods' | 'prices' | 'combines'>

/** A coupon that a subscription has. */
export interface Redemption {
  /** Key of the coupon in the catalogue. */
  readonly coupon: string
  /** Which one it is of all redemptions of the coupon, from 1. */
  readonly nth: number
  readonly code: string
  readonly account: AccountId
  readonly subscription: SubscriptionId
  readonly catalogueVersion: number
  readonly terms: CouponTerms
  /** Its first period is the one that holds this instant. */
  readonly fromMs: number
  readonly redeemedAtMs: number
}

/** An amount for one period is a sum that is used up: what a bill leaves of it is kept for the next. */
export function isKept({ amount, periods }: CouponTerms): boolean {
  return amount !== undefined && periods === 1
}

/** Whether it is taken off the bill of a period. */
export function isRedeemedIn({ fromMs, terms }: Pick<Redemption, 'fromMs' | 'terms'>, cycle: Cycle, period: TimeSpan): boolean {
  if (period.untilMs <= fromMs) return false
  if (terms.periods === undefined || isKept(terms)) return true
  return periodsBetween(cycle, periodAt(cycle, fromMs), periodAt(cycle, period.fromMs)) < terms.periods
}
