import type { Currency } from '@octroi/shared/money/currency'
import type { Rational } from '@octroi/shared/money/rational'

/**
 * Granted uses of a service under one subscription of which nothing has come yet: neither a use, nor a proof that there will
 * be none. What is reserved for them is reckoned anew each time; only their sum is kept, and it moves with each decision and
 * each outcome.
 */
export interface Outstanding {
  readonly service: string
  readonly currency: Currency
  readonly uses: number
  /** What they were quoted together, exactly. Before VAT. */
  readonly exact: Rational
}
