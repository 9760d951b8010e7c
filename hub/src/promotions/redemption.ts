import type { AccountId, SubscriptionId } from '@octroi/shared/ids/id'
import { monthOf, monthsBetween } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'
import type { Coupon } from '../catalogue/coupon.ts'
import type { TimeSpan } from '../rating/models/prorate.ts'

/** What a coupon promises: it stays as it was when it was redeemed, whatever later versions of the catalogue say. */
export type CouponTerms = Pick<Coupon, 'name' | 'percent' | 'amount' | 'currency' | 'months' | 'prices' | 'combines'>

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
  /** Its first month is the one that holds this instant. */
  readonly fromMs: number
  readonly redeemedAtMs: number
}

/** An amount for one month is a sum that is used up: what a bill leaves of it is kept for the next. */
export function isKept({ amount, months }: CouponTerms): boolean {
  return amount !== undefined && months === 1
}

/** Whether it is taken off the bill of a period. */
export function isRedeemedIn({ fromMs, terms }: Pick<Redemption, 'fromMs' | 'terms'>, zone: Zone, period: TimeSpan): boolean {
  if (period.untilMs <= fromMs) return false
  if (terms.months === undefined || isKept(terms)) return true
  return monthsBetween(monthOf(zone, fromMs), monthOf(zone, period.fromMs)) < terms.months
}
