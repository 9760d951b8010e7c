import { ownEntry } from '@octroi/shared/own-entry'
import { unbundled } from './bundle.ts'
import type { Catalogue } from './catalogue.ts'
import type { Coupon } from './coupon.ts'
import type { CatalogueFinding } from './dangling-references.ts'

/** Coupons and points for what the catalogue does not have, and codes that two coupons claim. */
export function unfitPromotions(catalogue: Catalogue): readonly CatalogueFinding[] {
  const whole = unbundled(catalogue)
  const coupons = Object.entries(catalogue.coupons ?? {})
  return [
    ...coupons.flatMap(([key, coupon]) => [...unfitOffers(whole, key, coupon), ...unfitPrices(whole, key, coupon)]),
    ...claimedTwice(coupons),
    ...unfitLoyalty(catalogue),
  ]
}

function unfitOffers({ offers }: Catalogue, key: string, { offers: named = [], currency }: Coupon): readonly CatalogueFinding[] {
  return named.flatMap((name, index) => {
    const offer = ownEntry(offers, name)
    const path = ['coupons', key, 'offers', index]
    if (offer === undefined) return [{ path, message: `no offer \`${name}\`` }]
    if (currency === undefined || currency === offer.currency) return []
    return [{ path, message: `is in ${offer.currency}, and not in ${currency}` }]
  })
}

function unfitPrices({ offers }: Catalogue, key: string, coupon: Coupon): readonly CatalogueFinding[] {
  const meant = Object.entries(offers).filter(([name]) => coupon.offers === undefined || coupon.offers.includes(name))
  return (coupon.prices ?? []).flatMap((price, index) =>
    meant.some(([, { prices }]) => ownEntry(prices, price) !== undefined)
      ? []
      : [{ path: ['coupons', key, 'prices', index], message: `none of its offers has a price \`${price}\`` }],
  )
}

function claimedTwice(coupons: readonly (readonly [key: string, coupon: Coupon])[]): readonly CatalogueFinding[] {
  const owners = new Map<string, string>()
  return coupons.flatMap(([key, { codes }]) =>
    codes.flatMap((code, index) => {
      const owner = owners.get(code)
      owners.set(code, owner ?? key)
      return owner === undefined ? [] : [{ path: ['coupons', key, 'codes', index], message: `is a code of \`${owner}\` already` }]
    }),
  )
}

function unfitLoyalty({ loyalty, meters }: Catalogue): readonly CatalogueFinding[] {
  if (loyalty?.meter === undefined || ownEntry(meters, loyalty.meter) !== undefined) return []
  return [{ path: ['loyalty', 'meter'], message: `no meter \`${loyalty.meter}\`` }]
}
