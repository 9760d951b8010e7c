import type { Rational } from '@octroi/shared/money/rational'

/** What a pricing model returns: exact figures, and each step in words that a customer can check. */
export interface Rated {
  /** In the unit the price is for. */
  readonly quantity: Rational
  readonly exact: Rational
  readonly explanation: readonly string[]
}
