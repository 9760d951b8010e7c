import type { Rational } from '@octroi/shared/money/rational'

/** What a model prices: what one band of a period comes to, converted and without what is included. */
export interface Billable {
  /** In the unit the price is for. */
  readonly units: Rational
  readonly unitName: string
  readonly band?: string
}

/** What a pricing model returns: an exact amount, and each step in words that a customer can check. */
export interface Priced {
  readonly exact: Rational
  readonly explanation: readonly string[]
}

/** A priced quantity. */
export interface Rated extends Priced {
  /** What was used, in the unit the price is for. */
  readonly quantity: Rational
}
