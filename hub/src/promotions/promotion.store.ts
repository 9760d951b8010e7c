import type { AccountId } from '@octroi/shared/ids/id'
import type { Page, PageRequest } from '../page.ts'
import type { Credit } from './credit.ts'
import type { Redemption } from './redemption.ts'

/** What accounts were promised beside their prices: coupons of their subscriptions, and promotional credit. Rows are only ever added. */
export interface PromotionStore {
  /** Fails where the coupon's number is taken, or the subscription has the coupon. */
  addRedemption(redemption: Redemption): Promise<void>
  /** How many redemptions of a coupon there are. */
  redeemed(coupon: string): Promise<number>
  /** In the order in which they were redeemed. */
  redemptionsOf(account: AccountId): Promise<readonly Redemption[]>
  addCredit(credit: Credit): Promise<void>
  /** All of an account, which are few. */
  creditsOf(account: AccountId): Promise<readonly Credit[]>
  /** Newest first. */
  credits(page: PageRequest, account: AccountId): Promise<Page<Credit>>
}
