import type { PromotionStore } from '@octroi/hub/promotions/promotion.store'
import { noPage, page, type Reading, reads, readsEach, type Writing, writes } from './isolation-rows.ts'
import { rowsOf } from './isolation-world.ts'

/** What accounts were promised beside their prices. */
export const promotionRows: Readonly<Record<keyof PromotionStore, Reading | Writing>> = {
  addRedemption: writes(({ promotions }, { second }, mark) => promotions.addRedemption(rowsOf(second, mark).redemption)),
  redeemed: reads(0, ({ promotions }) => promotions.redeemed('spring')),
  redemptionsOf: readsEach([], ({ promotions }, { account }) => promotions.redemptionsOf(account)),
  addCredit: writes(({ promotions }, { second }, mark) => promotions.addCredit(rowsOf(second, mark).credit)),
  creditsOf: readsEach([], ({ promotions }, { account }) => promotions.creditsOf(account)),
  credits: readsEach(noPage, ({ promotions }, { account }) => promotions.credits(page, account)),
}
