import { formatExact } from '@octroi/shared/money/decimal'
import { add, compare, divide, multiply, type Rational, subtract, sum } from '@octroi/shared/money/rational'
import type { Priced } from './rated.ts'

export interface PriceLimits {
  readonly minimum?: Rational
  readonly maximum?: Rational
}

/** Holds what the bands of a price come to together within its limits, first the minimum, then the maximum. */
export function limitPrice(parts: readonly Priced[], { minimum, maximum }: PriceLimits): readonly Priced[] {
  const total = sum(parts.map(({ exact }) => exact))
  if (minimum !== undefined && compare(total, minimum) < 0) return movedTo(parts, total, minimum, 'minimum')
  if (maximum !== undefined && compare(total, maximum) > 0) return movedTo(parts, total, maximum, 'maximum')
  return parts
}

/** Every part gives or takes pro rata. Where together they come to nothing there is no proportion: the first one takes all. */
function movedTo(parts: readonly Priced[], total: Rational, limit: Rational, name: 'minimum' | 'maximum'): readonly Priced[] {
  return parts.map(({ exact, explanation }, index) => {
    if (total.n <= 0n) {
      if (index > 0) return { exact, explanation }
      const raised = add(exact, subtract(limit, total))
      const why = parts.length === 1 ? '' : `; all bands come to ${formatExact(total)}`
      return { exact: raised, explanation: [...explanation, `price ${name} ${formatExact(limit)}: ${formatExact(raised)}${why}`] }
    }
    const share = divide(multiply(exact, limit), total)
    const how = parts.length === 1 ? '' : `${formatExact(exact)} × ${formatExact(limit)} / ${formatExact(total)} = `
    return { exact: share, explanation: [...explanation, `price ${name} ${formatExact(limit)}: ${how}${formatExact(share)}`] }
  })
}
