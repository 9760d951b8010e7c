import type { Rational } from '@octroi/shared/money/rational'

/** What a model prices: what one band of a period comes to, converted and without what is included. */
export interface Billable {
  /** In the unit the price is for. */
  readonly units: Rational
  readonly unitName: string
  readonly band?: string
  /** Where events are priced one by one. */
  readonly events?: EventCounts
}

/** How many events are priced by their value, and how many come to what an event costs at least or at most. */
export interface EventCounts {
  readonly byValue: number
  readonly atMinimum: number
  readonly atMaximum: number
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
