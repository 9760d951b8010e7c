import { formatExact } from '@octroi/shared/money/decimal'
import { multiply, type Rational, rational } from '@octroi/shared/money/rational'
import type { Rated } from './rated.ts'

export interface Flat {
  /** How often the fee fell due: local days or months in which the subscription was in force, or once. */
  readonly times: number
  readonly every: 'day' | 'month' | 'fee'
  readonly amount: Rational
}

/** A fixed fee, as often as it fell due. */
export function rateFlat({ times, every, amount }: Flat): Rated {
  const quantity = rational(BigInt(times))
  const exact = multiply(quantity, amount)
  const unit = times === 1 ? every : `${every}s`
  return { quantity, exact, explanation: [`${times} ${unit} × ${formatExact(amount)} = ${formatExact(exact)}`] }
}
