import { ownEntry } from '@octroi/shared/own-entry'
import type { Catalogue, Offer } from '../catalogue/catalogue.ts'
import type { Price, PriceOnMeter } from '../catalogue/price.ts'

/** A price of the catalogue with the meters it may be on. */
export interface WrittenPrice {
  readonly price: Price
  readonly meters: Catalogue['meters']
}

/**
 * Whether a price may change within a period: where the parts of the period, each by its own version, are independent of each
 * other. A price that is not there asks nothing, and a fee that is asked once does not change at all.
 */
export function canPart(written: WrittenPrice | undefined): boolean {
  if (written === undefined) return true
  const { price, meters } = written
  if (price.model !== 'flat') return price.model === 'per_unit' && isAdded(price, meters) && !looksAtPeriod(price)
  if (price.every === 'once') return true
  return price.timing === 'arrears' && (price.every === 'day' || (price.proration ?? 'none') !== 'none')
}

/** Whether what it asks is counted by local days, of which none is parted. */
export function countsByDays(price: Price | undefined): boolean {
  return price?.model === 'flat' && (price.every === 'day' || price.proration === 'day')
}

/** Whether an offer looks at all its prices of a period together, so that none of them can change within it. */
export function hasOwnSteps(offer: Offer | undefined): boolean {
  return offer?.spend !== undefined || Object.values(offer?.discounts ?? {}).some(({ amount }) => amount !== undefined)
}

const addedUp: readonly string[] = ['sum', 'count', 'duration']

function isAdded({ meter }: PriceOnMeter, meters: Catalogue['meters']): boolean {
  return addedUp.includes(ownEntry(meters, meter)?.aggregation ?? '')
}

function looksAtPeriod(price: Extract<Price, { model: 'per_unit' }>): boolean {
  const { minimum, maximum, maximumPerDay, free, includedQuantity, step, minimumStep, unit, bands = [] } = price
  const own = [minimum, maximum, maximumPerDay, free, includedQuantity, step, minimumStep, unit?.rounding]
  const ofBands = bands.flatMap((band) => [band.includedQuantity, band.step])
  return [...own, ...ofBands].some((modifier) => modifier !== undefined)
}
