import { formatExact } from '@octroi/shared/money/decimal'
import { ceiling, divide, multiply, type Rational, rational } from '@octroi/shared/money/rational'
import { quantityWords } from './quantity-words.ts'
import type { Billable, Priced } from './rated.ts'

export interface Package {
  /** How many units are in one. */
  readonly size: Rational
  readonly price: Rational
}

/** Whole packages only: one that the period begins is paid whole. */
export function ratePackage(billable: Billable, { size, price }: Package): Priced {
  const packages = ceiling(divide(billable.units, size))
  const exact = multiply(rational(packages), price)
  const counted = `${packages} ${packages === 1n ? 'package' : 'packages'} of ${formatExact(size)}`
  return { exact, explanation: [`${quantityWords(billable)}: ${counted} × ${formatExact(price)} = ${formatExact(exact)}`] }
}
