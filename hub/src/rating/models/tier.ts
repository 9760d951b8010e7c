import { formatExact } from '@octroi/shared/money/decimal'
import { compare, type Rational, rational } from '@octroi/shared/money/rational'
import { ratePackage } from './package.ts'
import { ratePerUnit } from './per-unit.ts'
import type { Billable, Priced } from './rated.ts'

/** Where a tier ends, which still belongs to it; the last one has no end. */
export interface TierEnd {
  readonly upTo?: Rational
}

export interface Tier extends TierEnd {
  readonly unitPrice: Rational
  /** How many units one `unitPrice` buys, where it is not one; a package that is begun is paid whole. */
  readonly packageSize?: Rational
  /** Charged once where the tier is reached. */
  readonly flatFee?: Rational
}

export interface TierSpan<T extends TierEnd> {
  readonly tier: T
  /** Where the tier before ends. */
  readonly above: Rational
  /** `up to 10: `, `above 10 to 20: `, `above 20: `, or nothing where there is but one tier. */
  readonly label: string
}

export function tierSpans<T extends TierEnd>(tiers: readonly T[]): readonly TierSpan<T>[] {
  return tiers.map((tier, index) => {
    const before = tiers[index - 1]?.upTo
    const from = before === undefined ? '' : `above ${formatExact(before)}`
    const to = tier.upTo === undefined ? '' : `${before === undefined ? 'up ' : ' '}to ${formatExact(tier.upTo)}`
    return { tier, above: before ?? rational(0n), label: from + to === '' ? '' : `${from}${to}: ` }
  })
}

/** The tier that a quantity lies in: what is not above the end of the first lies in the first. */
export function tierOf<T extends TierEnd>(tiers: readonly T[], units: Rational): TierSpan<T> | undefined {
  return tierSpans(tiers).find(({ tier: { upTo } }) => upTo === undefined || compare(units, upTo) <= 0)
}

/** What a tier asks for so many units, without its fee. */
export function rateInTier(billable: Billable, { unitPrice, packageSize }: Tier): Priced {
  return packageSize === undefined
    ? ratePerUnit(billable, unitPrice)
    : ratePackage(billable, { size: packageSize, price: unitPrice })
}
