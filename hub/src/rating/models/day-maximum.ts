import { formatExact } from '@octroi/shared/money/decimal'
import { compare, divide, multiply, type Rational, rational, subtract, sum } from '@octroi/shared/money/rational'
import type { Priced } from './rated.ts'

/**
 * Holds what a price comes to on each day to a maximum. `days` tells of each day what every part came to on it, in the order of
 * the parts, of which a day gives back pro rata what passes the maximum.
 */
export function holdDays<P extends Priced>(
  parts: readonly P[],
  days: readonly (readonly Rational[])[],
  maximum: Rational,
): readonly P[] {
  const held = days.filter((day) => compare(sum(day), maximum) > 0)
  if (held.length === 0) return parts
  return parts.map((part, index) => {
    const less = sum(held.map((day) => overIn(day, day[index] ?? rational(0n), maximum)))
    if (less.n === 0n) return part
    const exact = subtract(part.exact, less)
    const often = `${held.length} of ${days.length} ${days.length === 1 ? 'day' : 'days'}`
    const step = `${often} at the maximum ${formatExact(maximum)}: ${formatExact(part.exact)} less ${formatExact(less)} = ${formatExact(exact)}`
    return { ...part, exact, explanation: [...part.explanation, step] }
  })
}

function overIn(day: readonly Rational[], own: Rational, maximum: Rational): Rational {
  const total = sum(day)
  return divide(multiply(own, subtract(total, maximum)), total)
}
