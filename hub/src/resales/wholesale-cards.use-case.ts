import type { TimeSpan } from '@octroi/shared/decisions/action'
import type { AccountId } from '@octroi/shared/ids/id'
import { isWholesale } from '../catalogue/sale.ts'
import { loadRateCards } from '../rating/load-rate-cards.use-case.ts'
import type { RateCard } from '../rating/rate-card.ts'
import type { Stores } from '../stores.ts'

/** The wholesale subscriptions of an account that stands for a reseller, with their prices. */
export async function wholesaleCards(
  stores: Pick<Stores, 'subscriptions' | 'catalogue'>,
  account: AccountId,
  time: Required<TimeSpan>,
): Promise<readonly RateCard[]> {
  const cards: RateCard[] = []
  for (const subscription of await stores.subscriptions.inForce(account, time.fromMs, time.untilMs)) {
    const ofSubscription = await loadRateCards(stores, subscription, { time, isOfUsage: true })
    cards.push(...ofSubscription.filter(({ offer }) => isWholesale(offer)))
  }
  return cards
}
