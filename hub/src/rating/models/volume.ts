import { invariant } from '@octroi/shared/errors/invariant'
import { formatExact } from '@octroi/shared/money/decimal'
import type { Billable, Priced } from './rated.ts'
import { summed } from './summed.ts'
import { rateInTier, type Tier, tierOf } from './tier.ts'

/** The tier that the total lies in prices all of it. One unit more may make the whole cheaper. */
export function rateVolume(billable: Billable, tiers: readonly Tier[]): Priced {
  const span = tierOf(tiers, billable.units)
  invariant(span !== undefined, 'the last tier has no end')
  const { tier, label } = span
  const { exact, explanation } = rateInTier(billable, tier)
  const all = { exact, explanation: explanation.map((step) => label + step) }
  if (tier.flatFee === undefined) return all
  return summed([all, { exact: tier.flatFee, explanation: [`${label}flat fee ${formatExact(tier.flatFee)}`] }])
}
