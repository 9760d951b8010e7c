import { invariant } from '@octroi/shared/errors/invariant'
import type { Currency } from '@octroi/shared/money/currency'
import { type Rational, rational } from '@octroi/shared/money/rational'
import { parseUnitPrice } from '@octroi/shared/money/unit-price'
import { ownEntry } from '@octroi/shared/own-entry'
import type { Catalogue, Meter, Offer } from '../catalogue/catalogue.ts'
import type { Band, PriceOnMeter } from '../catalogue/price.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { Usage } from '../usage/usage.ts'
import type { BandRate } from './band-rate.ts'
import type { PriceUnit } from './models/convert.ts'
import type { PriceLimits } from './models/price-limits.ts'
import type { Step } from './models/stairstep.ts'
import type { Tier } from './models/tier.ts'
import { wholeDay } from './timeline.ts'

/** A subscription with the prices of its offer, read once and ready to rate many records. */
export interface RateCard {
  readonly subscription: Subscription
  readonly offer: Offer
  readonly currency: Currency
  readonly metered: readonly MeteredPrice[]
}

/** A price on a meter. */
export interface MeteredPrice extends PriceUnit, PriceLimits {
  readonly key: string
  readonly name: string
  readonly meter: Meter
  readonly bands: readonly Band[] | undefined
  /** Band to how it is priced; a price without bands has the one band `all`. */
  readonly rates: ReadonlyMap<string, BandRate>
  /** What all bands together include in a period, and what a band includes of its own; never both. */
  readonly included?: Rational
  readonly bandIncluded: ReadonlyMap<string, Rational>
}

export function rateCard(subscription: Subscription, catalogue: Catalogue): RateCard {
  const offer = ownEntry(catalogue.offers, subscription.offer)
  invariant(offer !== undefined, `catalogue version ${subscription.catalogueVersion} has offer ${subscription.offer}`)
  const metered = Object.entries(offer.prices).flatMap(([key, price]) =>
    price.model === 'flat' ? [] : [meteredPrice(key, price, catalogue)],
  )
  return { subscription, offer, currency: offer.currency, metered }
}

function meteredPrice(key: string, price: PriceOnMeter, catalogue: Catalogue): MeteredPrice {
  const meter = ownEntry(catalogue.meters, price.meter)
  invariant(meter !== undefined, `the catalogue has meter ${price.meter}`)
  const { unit, bands } = price
  return {
    key,
    name: price.name,
    meter,
    unitName: unit?.name ?? meter.unit,
    unitSize: unit === undefined ? rational(1n) : exactPrice(unit.size),
    ...(unit?.rounding === undefined ? {} : { rounding: unit.rounding }),
    bands,
    rates: ratesOf(price),
    ...exactFields({ included: price.includedQuantity, minimum: price.minimum, maximum: price.maximum }),
    bandIncluded: new Map(
      bands?.flatMap(({ name, includedQuantity }) =>
        includedQuantity === undefined ? [] : [[name, exactPrice(includedQuantity)] as const],
      ),
    ),
  }
}

function ratesOf(price: PriceOnMeter): ReadonlyMap<string, BandRate> {
  switch (price.model) {
    case 'per_unit':
      return byBand<{ readonly unitPrice?: string | undefined }>(price, ({ unitPrice }) => ({
        model: 'per_unit',
        unitPrice: exactPrice(unitPrice),
      }))
    case 'graduated':
    case 'volume':
      return byBand<{ readonly tiers?: readonly WrittenTier[] | undefined }>(price, ({ tiers = [] }) => ({
        model: price.model,
        tiers: tiers.map(exactTier),
      }))
    case 'stairstep':
      return byBand<{ readonly tiers?: readonly WrittenStep[] | undefined }>(price, ({ tiers = [] }) => ({
        model: 'stairstep',
        steps: tiers.map(exactStep),
      }))
    case 'package': {
      const size = exactPrice(price.packageSize)
      return byBand<{ readonly packagePrice?: string | undefined }>(price, ({ packagePrice }) => ({
        model: 'package',
        size,
        price: exactPrice(packagePrice),
      }))
    }
  }
}

/** What is priced once, or band by band in the same words. */
function byBand<P>(
  price: P & { readonly bands?: readonly (P & { readonly name: string })[] | undefined },
  rate: (priced: P) => BandRate,
): ReadonlyMap<string, BandRate> {
  return new Map(price.bands?.map((band) => [band.name, rate(band)] as const) ?? [[wholeDay, rate(price)]])
}

interface WrittenTier {
  readonly upTo?: string | undefined
  readonly unitPrice: string
  readonly flatFee?: string | undefined
}

function exactTier({ upTo, unitPrice, flatFee }: WrittenTier): Tier {
  return { ...exactFields({ upTo, flatFee }), unitPrice: exactPrice(unitPrice) }
}

interface WrittenStep {
  readonly upTo?: string | undefined
  readonly amount: string
}

function exactStep({ upTo, amount }: WrittenStep): Step {
  return { ...exactFields({ upTo }), amount: exactPrice(amount) }
}

/** Each field that is there, read as a decimal. */
function exactFields<K extends string>(fields: Readonly<Record<K, string | undefined>>): { readonly [name in K]?: Rational } {
  const given = Object.entries<string | undefined>(fields).flatMap(([name, text]) =>
    text === undefined ? [] : [[name, exactPrice(text)] as const],
  )
  return Object.fromEntries(given) as { readonly [name in K]?: Rational }
}

/** A decimal of the catalogue; publishing checked it. */
export function exactPrice(text: string | undefined): Rational {
  const exact = text === undefined ? undefined : parseUnitPrice(text)
  invariant(exact !== undefined, `not a published price: ${text}`)
  return exact
}

/** Whether a meter counts this usage. */
export function counts(meter: Meter, usage: Usage): boolean {
  if (meter.service !== usage.service || meter.record !== usage.record) return false
  return meter.record !== 'reading' || (usage.record === 'reading' && meter.reading === usage.reading)
}
