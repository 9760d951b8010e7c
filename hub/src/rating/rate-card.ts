import type { TimeSpan } from '@octroi/shared/decisions/action'
import { invariant } from '@octroi/shared/errors/invariant'
import type { Currency } from '@octroi/shared/money/currency'
import { type Rational, rational } from '@octroi/shared/money/rational'
import { ownEntry } from '@octroi/shared/own-entry'
import { dayNumber } from '@octroi/shared/time/local-day'
import type { Cycle } from '@octroi/shared/time/period'
import type { Band } from '../catalogue/band.ts'
import type { Catalogue, Offer } from '../catalogue/catalogue.ts'
import type { Meter } from '../catalogue/meter.ts'
import type { PriceOnMeter } from '../catalogue/price.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { BandRate } from './band-rate.ts'
import { billingCycle } from './billing-cycle.ts'
import { exactFields, exactPrice, exactQuantity } from './exact-price.ts'
import type { FreeEvents } from './free-events.ts'
import type { PriceUnit } from './models/convert.ts'
import type { PriceLimits } from './models/price-limits.ts'
import type { PeriodPart, Proration } from './models/prorate.ts'
import { ratesOf } from './rates-of.ts'
import type { Holidays } from './timeline.ts'

/** A subscription with the prices of its offer in one version, read once and ready to rate many records. */
export interface RateCard {
  readonly subscription: Subscription
  /** Of the catalogue. */
  readonly version: number
  /** When this version rates each price, where it is not the only one: one that is absent it never rates. */
  readonly spans?: ReadonlyMap<string, TimeSpan>
  /** When the device whose usage is rated was the account's, where it was not always: what it did by itself then is the account's. */
  readonly owned?: TimeSpan
  readonly offer: Offer
  readonly currency: Currency
  /** The billing periods, one after another. */
  readonly cycle: Cycle
  readonly metered: readonly MeteredPrice[]
}

/** A price on a meter. */
export interface MeteredPrice extends PriceUnit, PriceLimits {
  readonly key: string
  readonly name: string
  readonly meter: Meter
  readonly bands: readonly Band[] | undefined
  readonly holidays: Holidays
  /** Band to how it is priced; a price without bands has the one band `all`. */
  readonly rates: ReadonlyMap<string, BandRate>
  /** What all bands together include in a period, and what a band includes of its own; never both. */
  readonly included?: Rational
  readonly bandIncluded: ReadonlyMap<string, Rational>
  /** What of it a period includes in which the subscription begins or ends. */
  readonly includedProration: Proration
  /** The part of the period that it stands for, where it is not all of it. */
  readonly includedPart?: PeriodPart
  /** Band to what a session that ends in it is rounded up to, in 1e-9 of the meter's unit; none where nothing is. */
  readonly steps: ReadonlyMap<string, bigint>
  readonly minimumStep: bigint
  /** Events whose order decides what they cost. */
  readonly free?: FreeEvents
  /** What each device comes to at most on a local day. */
  readonly maximumPerDay?: Rational
  /** Its usage is owed to the customer. */
  readonly isCredit: boolean
  /** Discounts and spend limits of the offer look at more than this price. */
  readonly isMovedByOffer: boolean
}

/** Of the version that was bought, where no other is named. */
export function rateCard(
  subscription: Subscription,
  catalogue: Catalogue,
  rated: Pick<RateCard, 'version' | 'spans'> = { version: subscription.catalogueVersion },
): RateCard {
  const offer = ownEntry(catalogue.offers, subscription.offer)
  invariant(offer !== undefined, `catalogue version ${rated.version} has offer ${subscription.offer}`)
  const cycle = billingCycle(offer, subscription)
  return { subscription, ...rated, offer, currency: offer.currency, cycle, metered: meteredPrices(catalogue, offer) }
}

/** Of an offer in a version: they never change, and a hub rates by the same few again and again. */
const metered = new WeakMap<Offer, readonly MeteredPrice[]>()

function meteredPrices(catalogue: Catalogue, offer: Offer): readonly MeteredPrice[] {
  const known = metered.get(offer)
  if (known !== undefined) return known
  const holidays = new Map(Object.entries(catalogue.holidays ?? {}).map(([name, dates]) => [name, new Set(dates.map(dayNumber))]))
  const prices = Object.entries(offer.prices).flatMap(([key, price]) =>
    price.model === 'flat' ? [] : [meteredPrice(key, price, { catalogue, offer, holidays })],
  )
  metered.set(offer, prices)
  return prices
}

/** When a version rates a price; undefined where it never does. */
export function spanOfPrice({ subscription, spans }: RateCard, price: string): TimeSpan | undefined {
  return spans === undefined ? subscription : spans.get(price)
}

interface PriceContext {
  readonly catalogue: Catalogue
  readonly offer: Offer
  readonly holidays: Holidays
}

function meteredPrice(key: string, price: PriceOnMeter, { catalogue, offer, holidays }: PriceContext): MeteredPrice {
  const meter = ownEntry(catalogue.meters, price.meter)
  invariant(meter !== undefined, `the catalogue has meter ${price.meter}`)
  const { bands, free } = price
  // A percentage is of a value, which has neither units nor steps.
  const { unit, includedQuantity, includedProration = 'none', step, minimumStep } = price.model === 'percentage' ? noUnits : price
  const rates = ratesOf(price)
  return {
    key,
    name: price.name,
    meter,
    unitName: unit?.name ?? meter.unit,
    unitSize: unit === undefined ? rational(1n) : exactPrice(unit.size),
    ...(unit?.rounding === undefined ? {} : { rounding: unit.rounding }),
    bands,
    holidays,
    rates,
    ...exactFields({ included: includedQuantity, minimum: price.minimum, maximum: price.maximum }),
    includedProration,
    bandIncluded: ofBands(bands, ({ includedQuantity: own }) => (own === undefined ? undefined : exactPrice(own))),
    steps:
      step === undefined
        ? ofBands(bands, (band) => (band.step === undefined ? undefined : exactQuantity(band.step)))
        : new Map([...rates.keys()].map((band) => [band, exactQuantity(step)])),
    minimumStep: minimumStep === undefined ? 0n : exactQuantity(minimumStep),
    ...(free === undefined ? {} : { free: freeEvents(free) }),
    ...(price.model === 'per_unit' ? exactFields({ maximumPerDay: price.maximumPerDay }) : {}),
    isCredit: price.model === 'per_unit' && price.credit === true,
    isMovedByOffer: offer.spend?.maximum !== undefined || isDiscounted(offer, key),
  }
}

const noUnits = {
  unit: undefined,
  includedQuantity: undefined,
  includedProration: undefined,
  step: undefined,
  minimumStep: undefined,
}

function freeEvents({ events, quantity }: NonNullable<PriceOnMeter['free']>): FreeEvents {
  return quantity === undefined ? { events } : { events, quantity: exactQuantity(quantity) }
}

function ofBands<V>(bands: readonly Band[] | undefined, read: (band: Band) => V | undefined): ReadonlyMap<string, V> {
  const found = bands?.flatMap((band) => {
    const value = read(band)
    return value === undefined ? [] : [[band.name, value] as const]
  })
  return new Map(found)
}

function isDiscounted({ discounts = {} }: Offer, key: string): boolean {
  return Object.values(discounts).some(({ prices }) => prices === undefined || prices.includes(key))
}

/** Whether every event is priced by itself, in the sum of its band: no cell, no step, no row of its own. */
export function isPlain({ meter, steps, free, rates, maximumPerDay }: MeteredPrice): boolean {
  const isAdded = meter.aggregation === 'sum' || (meter.aggregation === 'count' && meter.record !== 'reading')
  const isSimple = steps.size === 0 && free === undefined && maximumPerDay === undefined
  return isAdded && isSimple && [...rates.values()].every(({ model }) => model !== 'percentage')
}
