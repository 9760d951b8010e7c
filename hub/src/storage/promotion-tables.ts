/** Coupons that were redeemed, and promotional credit. */
export interface PromotionTables {
  coupon_redemptions: {
    tenant: string
    coupon: string
    nth: number
    code: string
    account: string
    subscription: string
    catalogue_version: number
    terms: string
    from_ms: number
    redeemed_ms: number
  }
  credits: {
    tenant: string
    credit: string
    account: string
    minor: string
    currency: string
    reason: string | null
    priority: number
    granted_ms: number
    expires_ms: number | null
    points: number | null
  }
}
