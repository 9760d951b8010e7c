import { ownEntry } from '@octroi/shared/own-entry'
import { isBilledAlike } from './billing.ts'
import type { CatalogueVersion } from './catalogue.store.ts'
import type { Catalogue } from './catalogue.ts'

/** An offer whose subscriptions a version does not touch, and why. */
export interface OfferLeft {
  readonly offer: string
  readonly reason: 'not_offered' | 'other_currency' | 'other_billing'
}

/** What of the version before stays as it is, where the next one is to touch what was subscribed before. */
export function staysBehind(
  { offers }: Pick<Catalogue, 'offers'>,
  { touches, catalogue }: Pick<CatalogueVersion, 'touches' | 'catalogue'>,
): readonly OfferLeft[] {
  if (touches === 'new') return []
  return Object.entries(offers).flatMap(([offer, before]): readonly OfferLeft[] => {
    const next = ownEntry(catalogue.offers, offer)
    if (next === undefined) return [{ offer, reason: 'not_offered' }]
    if (next.currency !== before.currency) return [{ offer, reason: 'other_currency' }]
    return isBilledAlike(next, before) ? [] : [{ offer, reason: 'other_billing' }]
  })
}
