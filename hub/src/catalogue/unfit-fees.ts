import { unbundled } from './bundle.ts'
import type { Catalogue, Offer } from './catalogue.ts'
import type { CatalogueFinding } from './dangling-references.ts'
import type { FlatPrice } from './flat-price.ts'

/**
 * Fees of which a later bill may give back what an earlier one asked, where the earlier one shares an amount off, or a
 * maximum, among all its lines: what the fee came to then cannot be told from the fee.
 */
export function unfitFees(catalogue: Catalogue): readonly CatalogueFinding[] {
  return Object.entries(unbundled(catalogue).offers).flatMap(([offerKey, offer]) =>
    Object.entries(offer.prices).flatMap(([key, price]) => {
      if (price.model !== 'flat' || !mayBeGivenBack(price, offer)) return []
      const path = ['offers', offerKey, 'prices', key, 'timing']
      return sharers(key, offer).map((what) => ({
        path,
        message: `in advance, divided and not for a billing period, goes with no ${what}: ask it in arrears, or undivided`,
      }))
    }),
  )
}

function mayBeGivenBack({ every, starts, timing, proration = 'none' }: FlatPrice, { billing = {} }: Offer): boolean {
  if (timing !== 'advance' || proration === 'none' || every === 'once' || every === 'day') return false
  const offered = billing.starts ?? 'calendar'
  return every !== (billing.every ?? 'month') || (starts ?? offered) !== offered
}

function sharers(price: string, { spend, discounts = {} }: Offer): readonly string[] {
  const amounts = Object.entries(discounts).filter(([, { amount, prices }]) => {
    return amount !== undefined && (prices === undefined || prices.includes(price))
  })
  return [
    ...(spend?.maximum === undefined ? [] : ['`spend` maximum']),
    ...amounts.map(([key]) => `\`amount\` off, as \`${key}\` takes`),
  ]
}
