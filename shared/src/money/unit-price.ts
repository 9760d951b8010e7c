import { parseScaled } from './decimal.ts'
import { type Rational, rational } from './rational.ts'

/** A price of one unit may be finer than money can be paid: up to 12 fraction digits. */
const unitPriceDigits = 12

export function parseUnitPrice(text: string): Rational | undefined {
  const scaled = parseScaled(text, unitPriceDigits)
  return scaled === undefined ? undefined : rational(scaled, 10n ** BigInt(unitPriceDigits))
}
