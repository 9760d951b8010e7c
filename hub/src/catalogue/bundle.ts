import { keyLengthAtMost } from '@octroi/shared/api/vocabulary'
import { ownEntry } from '@octroi/shared/own-entry'
import { isBilledAlike } from './billing.ts'
import type { Catalogue, Offer } from './catalogue.ts'
import type { CatalogueFinding } from './dangling-references.ts'

/**
 * The catalogue with every bundle written out: a price of a part is called `part.price`, its discounts keep to its own
 * prices, and what it entitles to is added. So everything after it knows offers only.
 */
export function unbundled(catalogue: Catalogue): Catalogue {
  const offers = Object.entries(catalogue.offers).map(([key, offer]) => [key, writtenOut(catalogue, offer)] as const)
  return { ...catalogue, offers: Object.fromEntries(offers) }
}

function writtenOut(catalogue: Catalogue, { includes, ...offer }: Offer): Offer {
  const parts = (includes ?? []).flatMap((name) => {
    const part = ownEntry(catalogue.offers, name)
    return part === undefined ? [] : [{ name, part }]
  })
  if (parts.length === 0) return offer
  const discounts = Object.fromEntries([
    ...parts.flatMap(({ name, part }) => Object.entries(discountsOf(name, part))),
    ...Object.entries(offer.discounts ?? {}),
  ])
  return {
    ...offer,
    prices: Object.fromEntries([
      ...Object.entries(offer.prices),
      ...parts.flatMap(({ name, part }) => Object.entries(part.prices).map(([key, price]) => [`${name}.${key}`, price] as const)),
    ]),
    entitlements: [...offer.entitlements, ...parts.flatMap(({ part }) => part.entitlements)],
    ...(Object.keys(discounts).length === 0 ? {} : { discounts }),
  }
}

function discountsOf(name: string, { prices, discounts = {} }: Offer): NonNullable<Offer['discounts']> {
  const entries = Object.entries(discounts).map(([key, discount]) => {
    const of = discount.prices ?? Object.keys(prices)
    return [`${name}.${key}`, { ...discount, prices: of.map((price) => `${name}.${price}`) }] as const
  })
  return Object.fromEntries(entries)
}

/** Offers that name others which are not there, or that do not go together. */
export function unfitOffers(catalogue: Catalogue): readonly CatalogueFinding[] {
  return Object.entries(catalogue.offers).flatMap(([key, offer]) => [
    ...(offer.requires ?? []).flatMap((name, index) =>
      ownEntry(catalogue.offers, name) === undefined
        ? [{ path: ['offers', key, 'requires', index], message: `no offer \`${name}\`` }]
        : [],
    ),
    ...(offer.includes ?? []).flatMap((name, index) => {
      const faults = partFaults(offer, name, ownEntry(catalogue.offers, name))
      const isTwice = offer.includes?.indexOf(name) !== index
      const path = ['offers', key, 'includes', index]
      return [...faults, ...(isTwice ? ['named twice'] : [])].map((message) => ({ path, message }))
    }),
  ])
}

function partFaults(bundle: Offer, name: string, part: Offer | undefined): readonly string[] {
  if (part === undefined) return [`no offer \`${name}\``]
  const taken = Object.keys(part.prices).filter((key) => ownEntry(bundle.prices, `${name}.${key}`) !== undefined)
  const long = [...Object.keys(part.prices), ...Object.keys(part.discounts ?? {})].filter(
    (key) => `${name}.${key}`.length > keyLengthAtMost,
  )
  return [
    ...(part.includes === undefined ? [] : ['is a bundle itself: name the offers in it']),
    ...(part.currency === bundle.currency ? [] : [`is in ${part.currency}, and not in ${bundle.currency}`]),
    ...(part.spend === undefined ? [] : ['has `spend` limits of its own, which a bundle cannot keep']),
    ...(part.minimumTerm === undefined ? [] : ['has a `minimumTerm` of its own, which a bundle cannot keep']),
    ...(part.order === undefined || bundle.order !== undefined
      ? []
      : ['waits when it is ordered: say in `order` what the bundle waits for']),
    ...(isBilledAlike(part, bundle) ? [] : ['has other `billing` than the bundle']),
    ...taken.map((key) => `the bundle has a price \`${name}.${key}\` of its own`),
    ...long.map((key) => `\`${name}.${key}\` is longer than ${keyLengthAtMost} characters`),
  ]
}
