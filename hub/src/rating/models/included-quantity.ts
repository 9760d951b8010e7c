import { compare, divide, multiply, type Rational, rational, sum } from '@octroi/shared/money/rational'

/**
 * What of each quantity is included. A shared allowance divides pro rata to the quantities, so no order of use matters; it
 * never covers more than was used, and nothing where less than nothing was.
 */
export function takeIncluded(quantities: readonly Rational[], included: Rational): readonly Rational[] {
  const used = quantities.map((quantity) => (quantity.n > 0n ? quantity : rational(0n)))
  const total = sum(used)
  if (compare(total, included) <= 0) return used
  return used.map((quantity) => divide(multiply(quantity, included), total))
}
