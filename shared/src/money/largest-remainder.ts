import { type Amount, roundToAmount } from './amount.ts'
import { type Currency, currencyExponent } from './currency.ts'
import { compare, floor, multiply, type Rational, rational, subtract, sum } from './rational.ts'

/**
 * Rounds parts that are known together so that they sum to the rounded whole: each is rounded down, and the minor units
 * that are left go to the largest remainders, the lower part first among equals.
 */
export function shareOut(parts: readonly Rational[], currency: Currency): readonly Amount[] {
  const unit = rational(10n ** BigInt(currencyExponent(currency)))
  const inMinor = parts.map((part) => multiply(part, unit))
  const whole = inMinor.map(floor)
  const left = roundToAmount(sum(parts), currency).minor - whole.reduce((total, minor) => total + minor, 0n)
  const remainders = inMinor.map((part, index) => ({ index, remainder: subtract(part, rational(whole[index] ?? 0n)) }))
  const largest = remainders.toSorted((a, b) => compare(b.remainder, a.remainder) || a.index - b.index)
  const raised = new Set(largest.slice(0, Number(left)).map(({ index }) => index))
  return whole.map((minor, index) => ({ minor: raised.has(index) ? minor + 1n : minor, currency }))
}
