import { ownEntry } from '@octroi/shared/own-entry'
import { isBilledAlike } from './billing.ts'
import type { CatalogueVersion } from './catalogue.store.ts'
import type { Catalogue } from './catalogue.ts'
import { isWholesale } from './sale.ts'

type Offers = Pick<Catalogue, 'offers'>

/** An offer whose subscriptions a version does not touch, and why. */
export interface OfferLeft {
  readonly offer: string
  readonly reason: 'not_offered' | 'other_currency' | 'other_sale' | 'other_wallet' | 'other_periods'
}

/** What of the version before stays as it is, where the next one is to touch what was subscribed before. */
export function staysBehind(
  before: Offers,
  { touches, catalogue }: Pick<CatalogueVersion, 'touches' | 'catalogue'>,
): readonly OfferLeft[] {
  if (touches === 'new') return []
  return Object.keys(before.offers).flatMap((offer) => {
    const reason = whyLeft(offer, before, catalogue)
    return reason === undefined ? [] : [{ offer, reason }]
  })
}

/** Why subscriptions to an offer cannot follow from one version to another; undefined where they can. */
export function whyLeft(offer: string, before: Offers, after: Offers): OfferLeft['reason'] | undefined {
  const [one, other] = [ownEntry(before.offers, offer), ownEntry(after.offers, offer)]
  if (one === undefined || other === undefined) return 'not_offered'
  if (one.currency !== other.currency) return 'other_currency'
  if (isWholesale(one) !== isWholesale(other)) return 'other_sale'
  if (one.prepaid?.wallet !== other.prepaid?.wallet) return 'other_wallet'
  return isBilledAlike(one, other) ? undefined : 'other_periods'
}
