import { formatExact } from '@octroi/shared/money/decimal'
import { oneUnit } from '@octroi/shared/money/quantity'
import { add, compare, divide, floor, multiply, type Rational, rational } from '@octroi/shared/money/rational'
import { applyRate, type BandRate } from '../rating/band-rate.ts'
import { exactPrice } from '../rating/exact-price.ts'
import type { Tier } from '../rating/models/tier.ts'
import { ratesOf } from '../rating/rates-of.ts'
import { wholeDay } from '../rating/timeline.ts'
import type { Meter } from './meter.ts'
import type { PriceOnMeter } from './price.ts'

/**
 * Why the total of a price may be less for more use; undefined where it never is. Limits and what is included never make it
 * fall, nor do parts of a period. Only where a tier ends can it, and there the totals on both sides are compared, at the
 * very quantities that the meter can come to.
 */
export function mayFall(price: PriceOnMeter, meter: Meter): string | undefined {
  if (price.model === 'per_unit' && price.credit === true) return 'it is owed to the customer'
  if (meter.aggregation === 'latest') return 'the meter counts the latest value, which may be less'
  for (const [band, rate] of ratesOf(price)) {
    const end = tierEnds(rate).find((each) => fallsAfter(rate, each, quantumOf(price, meter, band)))
    if (end !== undefined) return `beyond ${formatExact(end)}${band === wholeDay ? '' : ` in band \`${band}\``}`
  }
  return undefined
}

/** A graduated price only adds; it is the tier of the whole total that may make all of it cheaper. */
function tierEnds(rate: BandRate): readonly Rational[] {
  const tiers = rate.model === 'volume' ? rate.tiers : rate.model === 'stairstep' ? rate.steps : []
  return tiers.flatMap(({ upTo }) => upTo ?? [])
}

/** The least by which what is priced can differ; undefined where it may come to anything. */
function quantumOf(price: PriceOnMeter, meter: Meter, band: string): Rational | undefined {
  if (price.model === 'percentage') return undefined
  const { unit, free, includedQuantity, bands } = price
  const isShared = includedQuantity !== undefined && (bands?.length ?? 1) > 1
  if (isShared || (free !== undefined && unit?.rounding === undefined)) return undefined
  const isWhole = meter.aggregation === 'count' || meter.aggregation === 'unique'
  const least = isWhole ? rational(1n) : rational(1n, oneUnit)
  const quantum = unit?.rounding === undefined ? divide(least, exactPrice(unit?.size ?? '1')) : rational(1n)
  const included = includedQuantity ?? bands?.find(({ name }) => name === band)?.includedQuantity
  return included === undefined || divide(exactPrice(included), quantum).d === 1n ? quantum : undefined
}

function fallsAfter(rate: BandRate, end: Rational, quantum: Rational | undefined): boolean {
  const costs = (units: Rational): Rational => applyRate(rate, { units, unitName: '' }).exact
  if (quantum === undefined) return compare(justAbove(rate, end), costs(end)) < 0
  const last = multiply(rational(floor(divide(end, quantum))), quantum)
  return compare(costs(add(last, quantum)), costs(last)) < 0
}

/** What the least more than the end of a tier comes to, where there is no least. */
function justAbove(rate: BandRate, end: Rational): Rational {
  const isBeyond = ({ upTo }: { readonly upTo?: Rational }): boolean => upTo === undefined || compare(upTo, end) > 0
  if (rate.model === 'stairstep') return rate.steps.find(isBeyond)?.amount ?? rational(0n)
  const tier = rate.model === 'volume' ? rate.tiers.find(isBeyond) : undefined
  return tier === undefined ? rational(0n) : inTier(tier, end)
}

/** A package that is begun is paid whole. */
function inTier({ unitPrice, packageSize, flatFee = rational(0n) }: Tier, end: Rational): Rational {
  const bought = packageSize === undefined ? end : rational(floor(divide(end, packageSize)) + 1n)
  return add(multiply(bought, unitPrice), flatFee)
}
