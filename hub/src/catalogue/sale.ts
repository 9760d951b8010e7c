import { ownEntry } from '@octroi/shared/own-entry'
import { z } from 'zod'
import type { Catalogue, Offer } from './catalogue.ts'
import type { CatalogueFinding } from './dangling-references.ts'

/** `wholesale`: sold to tenants that sell on, for what all of their devices use. `retail` where it is absent. */
export const saleSchema = z.enum(['retail', 'wholesale'])

export function isWholesale({ sale }: Pick<Offer, 'sale'>): boolean {
  return sale === 'wholesale'
}

/** What wholesale offers say that only retail ones can mean, and bundles of both. */
export function unfitSales({ offers }: Catalogue): readonly CatalogueFinding[] {
  return Object.entries(offers).flatMap(([key, offer]) => [
    ...(isWholesale(offer) && offer.entitlements.length > 0
      ? [{ path: ['offers', key, 'entitlements'], message: 'a wholesale offer has none: the offers of the reseller do' }]
      : []),
    ...(offer.includes ?? []).flatMap((name, index) => {
      const part = ownEntry(offers, name)
      if (part === undefined || isWholesale(part) === isWholesale(offer)) return []
      const what = isWholesale(part) ? 'wholesale' : 'retail'
      return [{ path: ['offers', key, 'includes', index], message: `is ${what}, and the bundle is not` }]
    }),
  ])
}
