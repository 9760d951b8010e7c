import { invariant } from '@octroi/shared/errors/invariant'
import { formatExact } from '@octroi/shared/money/decimal'
import { compare, type Rational, rational, subtract } from '@octroi/shared/money/rational'
import { applyRate, type BandRate } from './band-rate.ts'
import { inUnitsOf } from './in-units-of.ts'
import type { Measured } from './measured.ts'
import { convert } from './models/convert.ts'
import { holdDays } from './models/day-maximum.ts'
import { takeIncluded } from './models/included-quantity.ts'
import { limitPrice } from './models/price-limits.ts'
import { partWords } from './models/prorate.ts'
import { quantityWords } from './models/quantity-words.ts'
import type { Billable, Rated } from './models/rated.ts'
import { isPlain, type MeteredPrice } from './rate-card.ts'
import { wholeDay } from './timeline.ts'

/** What a price asks in one band of a period. */
export interface RatedBand extends Rated {
  readonly band: string
}

export interface RatedPrice {
  /** One for every band, also one without use. */
  readonly bands: readonly RatedBand[]
  /** Whether the minimum or the maximum moved the bands: they are then parts of one whole. */
  readonly isLimited: boolean
}

/**
 * What a price asks for a period, from the totals of its bands and nothing else: so any order of arrival comes to the same.
 * The order of the steps is part of the contract: convert, included quantity, model, the days' maximum, minimum, maximum.
 */
export function ratePrice(
  price: MeteredPrice,
  bands: ReadonlyMap<string, Measured>,
  days: readonly ReadonlyMap<string, Measured>[] = [],
): RatedPrice {
  const rated = heldByDay(price, pricedBands(price, bands), days)
  const limited = limitPrice(rated, price)
  return { bands: rated.map((band, index) => ({ ...band, ...limited[index] })), isLimited: limited !== rated }
}

function pricedBands(price: MeteredPrice, bands: ReadonlyMap<string, Measured>): readonly RatedBand[] {
  return priced(withoutIncluded(price, converted(price, bands)))
}

function heldByDay(
  price: MeteredPrice,
  bands: readonly RatedBand[],
  days: readonly ReadonlyMap<string, Measured>[],
): readonly RatedBand[] {
  if (price.maximumPerDay === undefined) return bands
  const exactOf = (day: ReadonlyMap<string, Measured>): readonly Rational[] => pricedBands(price, day).map(({ exact }) => exact)
  return holdDays(bands, days.map(exactOf), price.maximumPerDay)
}

/** What one event costs, where no other event can change that: see {@link isFixed}. */
export function rateEvent(price: MeteredPrice, band: string, quantity: bigint): Rated {
  const rate = price.rates.get(band)
  invariant(rate !== undefined, `price ${price.key} has band ${band}`)
  const { used, units } = convert(quantity, price)
  return { quantity: used, ...applyRate(rate, billableIn(price, band, units)) }
}

/** Whether an event costs what it costs, whatever else the period brings. */
export function isFixed(price: MeteredPrice): boolean {
  const { rates, included, bandIncluded, minimum, maximum, rounding, bands, meter, isCredit, isMovedByOffer } = price
  const looksAtPeriod = [included, minimum, maximum, rounding].some((modifier) => modifier !== undefined)
  const asksAttributes = meter.where !== undefined || bands?.some(({ where }) => where !== undefined) === true
  const isSimple = isPlain(price) && !isCredit && bandIncluded.size === 0 && !looksAtPeriod && !asksAttributes && !isMovedByOffer
  return isSimple && [...rates.values()].every(({ model }) => model === 'per_unit')
}

/** One band on its way through the steps. */
interface BandInWork {
  readonly band: string
  readonly rate: BandRate
  readonly quantity: Rational
  readonly billable: Billable
  readonly explanation: readonly string[]
}

function converted(price: MeteredPrice, bands: ReadonlyMap<string, Measured>): readonly BandInWork[] {
  return [...price.rates].map(([band, rate]) => {
    const { quantity: counted, unpriced, events, free } = bands.get(band) ?? { quantity: 0n, unpriced: 0n }
    const quantity = price.isCredit ? -counted : counted
    const { units, explanation } = convert(price.isCredit ? quantity + unpriced : quantity - unpriced, price)
    const billable = { ...billableIn(price, band, units), ...(events === undefined ? {} : { events }) }
    const freed = free === undefined ? [] : [freeWords(price, free)]
    return { band, rate, quantity: inUnitsOf(price, quantity), billable, explanation: [...freed, ...explanation] }
  })
}

function freeWords(price: MeteredPrice, { events, quantity }: NonNullable<Measured['free']>): string {
  const first = events === 1 ? 'the first event' : `the first ${events} events`
  return `${formatExact(inUnitsOf(price, quantity))} ${price.unitName} of ${first} free`
}

function withoutIncluded(
  { included, bandIncluded, includedPart, unitName }: MeteredPrice,
  bands: readonly BandInWork[],
): readonly BandInWork[] {
  const units = bands.map(({ billable }) => billable.units)
  const part = includedPart === undefined ? '' : ` (${partWords(includedPart)})`
  const shared = included === undefined ? [] : takeIncluded(units, included)
  return bands.map((each, index) => {
    const own = bandIncluded.get(each.band)
    const [taken] = own === undefined ? shared.slice(index) : takeIncluded([each.billable.units], own)
    if (taken === undefined || taken.n === 0n) return each
    const left = subtract(each.billable.units, taken)
    const step = `${quantityWords(each.billable)} less ${formatExact(taken)} included${part} = ${formatExact(left)} ${unitName}`
    return { ...each, billable: { ...each.billable, units: left }, explanation: [...each.explanation, step] }
  })
}

/** Each band by its model; one without use costs nothing, but for the one band that pays for no use at all. */
function priced(bands: readonly BandInWork[]): readonly RatedBand[] {
  const payer = bands.every(isUnused) ? cheapestUnused(bands) : undefined
  return bands.map((each) => {
    const { band, rate, quantity, billable, explanation } = each
    const { exact, explanation: steps } =
      isUnused(each) && each !== payer && rate.model !== 'per_unit'
        ? { exact: rational(0n), explanation: [`${quantityWords(billable)} = 0`] }
        : applyRate(rate, billable)
    return { band, quantity, exact, explanation: [...explanation, ...steps] }
  })
}

function isUnused({ billable }: BandInWork): boolean {
  const { byValue, atMinimum, atMaximum } = billable.events ?? { byValue: 0, atMinimum: 0, atMaximum: 0 }
  return billable.units.n === 0n && byValue + atMinimum + atMaximum === 0
}

/**
 * A month without use pays the fee of a first tier once, not band by band: the least there is, so that no use never costs
 * more than some.
 */
function cheapestUnused(bands: readonly BandInWork[]): BandInWork | undefined {
  const cost = ({ rate, billable }: BandInWork): Rational => applyRate(rate, billable).exact
  return bands.toSorted((left, right) => compare(cost(left), cost(right)))[0]
}

function billableIn({ unitName }: MeteredPrice, band: string, units: Rational): Billable {
  return band === wholeDay ? { units, unitName } : { units, unitName, band }
}
