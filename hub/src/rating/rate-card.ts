import { invariant } from '@octroi/shared/errors/invariant'
import type { Currency } from '@octroi/shared/money/currency'
import { type Rational, rational } from '@octroi/shared/money/rational'
import { parseUnitPrice } from '@octroi/shared/money/unit-price'
import { ownEntry } from '@octroi/shared/own-entry'
import type { Catalogue, Meter, Offer, PerUnitPrice } from '../catalogue/catalogue.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { Usage } from '../usage/usage.ts'
import { wholeDay } from './timeline.ts'

/** A subscription with the prices of its offer, read once and ready to rate many records. */
export interface RateCard {
  readonly subscription: Subscription
  readonly offer: Offer
  readonly currency: Currency
  readonly metered: readonly MeteredPrice[]
}

/** A price on a meter. */
export interface MeteredPrice {
  readonly key: string
  readonly name: string
  readonly meter: Meter
  readonly unitName: string
  readonly unitSize: Rational
  readonly bands: PerUnitPrice['bands']
  /** Band to unit price; a price without bands has the one band `all`. */
  readonly unitPrices: ReadonlyMap<string, Rational>
}

export function rateCard(subscription: Subscription, catalogue: Catalogue): RateCard {
  const offer = ownEntry(catalogue.offers, subscription.offer)
  invariant(offer !== undefined, `catalogue version ${subscription.catalogueVersion} has offer ${subscription.offer}`)
  const metered = Object.entries(offer.prices).flatMap(([key, price]) =>
    price.model === 'per_unit' ? [meteredPrice(key, price, catalogue)] : [],
  )
  return { subscription, offer, currency: offer.currency, metered }
}

function meteredPrice(key: string, price: PerUnitPrice, catalogue: Catalogue): MeteredPrice {
  const meter = ownEntry(catalogue.meters, price.meter)
  invariant(meter !== undefined, `the catalogue has meter ${price.meter}`)
  const bands = price.bands?.map(({ name, unitPrice }) => [name, exactPrice(unitPrice)] as const)
  return {
    key,
    name: price.name,
    meter,
    unitName: price.unit?.name ?? meter.unit,
    unitSize: price.unit === undefined ? rational(1n) : exactPrice(price.unit.size),
    bands: price.bands,
    unitPrices: new Map(bands ?? [[wholeDay, exactPrice(price.unitPrice)]]),
  }
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
