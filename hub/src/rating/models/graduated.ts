import { formatExact } from '@octroi/shared/money/decimal'
import { compare, type Rational, subtract } from '@octroi/shared/money/rational'
import type { Billable, Priced } from './rated.ts'
import { summed } from './summed.ts'
import { rateInTier, type Tier, type TierSpan, tierSpans } from './tier.ts'

/** Each tier prices the units inside it, and asks its flat fee once where it is reached. The first is reached always. */
export function rateGraduated(billable: Billable, tiers: readonly Tier[]): Priced {
  const reached = tierSpans(tiers).filter(({ above }, index) => index === 0 || compare(billable.units, above) > 0)
  return summed(reached.flatMap((span) => stepsOf(billable, span)))
}

/** What one tier asks for so many units: first for the units, then its fee. */
function stepsOf(billable: Billable, { tier, above, label }: TierSpan<Tier>): readonly Priced[] {
  const units = subtract(least(billable.units, tier.upTo), above)
  const { exact, explanation } = rateInTier({ ...billable, units }, tier)
  const fee =
    tier.flatFee === undefined ? [] : [{ exact: tier.flatFee, explanation: [`${label}flat fee ${formatExact(tier.flatFee)}`] }]
  return [{ exact, explanation: explanation.map((step) => label + step) }, ...fee]
}

function least(units: Rational, upTo: Rational | undefined): Rational {
  return upTo !== undefined && compare(upTo, units) < 0 ? upTo : units
}
