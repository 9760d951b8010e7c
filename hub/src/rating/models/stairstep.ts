import { invariant } from '@octroi/shared/errors/invariant'
import { formatExact } from '@octroi/shared/money/decimal'
import type { Rational } from '@octroi/shared/money/rational'
import { quantityWords } from './quantity-words.ts'
import type { Billable, Priced } from './rated.ts'
import { type TierEnd, tierOf } from './tier.ts'

export interface Step extends TierEnd {
  readonly amount: Rational
}

/** The step that the total lies in says what all of it costs together. */
export function rateStairstep(billable: Billable, steps: readonly Step[]): Priced {
  const span = tierOf(steps, billable.units)
  invariant(span !== undefined, 'the last step has no end')
  const { tier, label } = span
  return { exact: tier.amount, explanation: [`${label}${quantityWords(billable)} cost ${formatExact(tier.amount)} together`] }
}
