import { invariant } from '@octroi/shared/errors/invariant'
import type { Stores } from '../stores.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { type RateCard, rateCard } from './rate-card.ts'

/** The prices of a subscription, at the catalogue version it was bought at. */
export async function loadRateCard({ catalogue }: Pick<Stores, 'catalogue'>, subscription: Subscription): Promise<RateCard> {
  const version = await catalogue.get(subscription.catalogueVersion)
  invariant(version !== undefined, `catalogue version ${subscription.catalogueVersion} is kept`)
  return rateCard(subscription, version.catalogue)
}
