import { invariant } from '../errors/invariant.ts'

/**
 * An exact number: `n / d` in lowest terms, `d` positive. Rating is exact to the last step, and a day's share of a
 * 31-day month has no finite decimal. There is no floating point near money.
 */
export interface Rational {
  readonly n: bigint
  readonly d: bigint
}

export function rational(n: bigint, d = 1n): Rational {
  invariant(d !== 0n, 'denominator is zero')
  const divisor = gcd(n, d)
  const sign = d < 0n ? -1n : 1n
  return { n: (sign * n) / divisor, d: (sign * d) / divisor }
}

const zero: Rational = { n: 0n, d: 1n }

export function add(a: Rational, b: Rational): Rational {
  return a.d === b.d ? rational(a.n + b.n, a.d) : rational(a.n * b.d + b.n * a.d, a.d * b.d)
}

export function subtract(a: Rational, b: Rational): Rational {
  return add(a, { n: -b.n, d: b.d })
}

export function multiply(a: Rational, b: Rational): Rational {
  return rational(a.n * b.n, a.d * b.d)
}

export function divide(a: Rational, b: Rational): Rational {
  return rational(a.n * b.d, a.d * b.n)
}

export function sum(values: Iterable<Rational>): Rational {
  let total = zero
  for (const value of values) total = add(total, value)
  return total
}

/** Negative, zero or positive, as `a` is below, equal to or above `b`. */
export function compare(a: Rational, b: Rational): -1 | 0 | 1 {
  const difference = a.n * b.d - b.n * a.d
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** The whole number nearest to `value * 10^digits`; a tie goes away from zero. */
export function roundHalfAwayFromZero(value: Rational, digits = 0): bigint {
  const scaled = value.n * 10n ** BigInt(digits)
  const magnitude = scaled < 0n ? -scaled : scaled
  const rounded = (2n * magnitude + value.d) / (2n * value.d)
  return scaled < 0n ? -rounded : rounded
}

/** The greatest whole number that is not above the value. */
export function floor({ n, d }: Rational): bigint {
  const truncated = n / d
  return n < 0n && n % d !== 0n ? truncated - 1n : truncated
}

/** The least whole number that is not below the value. */
export function ceiling({ n, d }: Rational): bigint {
  return -floor({ n: -n, d })
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b]
  while (y !== 0n) [x, y] = [y, x % y]
  return x === 0n ? 1n : x
}
