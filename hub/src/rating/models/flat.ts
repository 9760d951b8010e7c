import { formatExact } from '@octroi/shared/money/decimal'
import { multiply, type Rational, rational } from '@octroi/shared/money/rational'
import type { PeriodLength } from '@octroi/shared/time/period'
import type { Rated } from './rated.ts'

/** What a fee is for: a local day, a period, or once. */
export type FlatUnit = 'day' | 'fee' | PeriodLength

export interface Flat {
  /** How often the fee fell due. */
  readonly times: number
  readonly every: FlatUnit
  readonly amount: Rational
  /** How many of what it is for; one where it is absent. */
  readonly quantity?: number
}

/** A fixed fee, as often as it fell due. */
export function rateFlat({ times, every, amount, quantity: many = 1 }: Flat): Rated {
  const quantity = rational(BigInt(times * many))
  const exact = multiply(quantity, amount)
  const unit = times === 1 ? every : `${every}s`
  return {
    quantity,
    exact,
    explanation: [`${many === 1 ? '' : `${many} × `}${times} ${unit} × ${formatExact(amount)} = ${formatExact(exact)}`],
  }
}
