import { formatScaled, parseScaled } from './decimal.ts'
import { type Rational, rational } from './rational.ts'

/** A quantity is a whole number of 1e-9 of its meter's unit. */
const quantityDigits = 9
export const oneUnit = 10n ** BigInt(quantityDigits)

export function parseQuantity(text: string): bigint | undefined {
  return parseScaled(text, quantityDigits)
}

export function formatQuantity(quantity: bigint): string {
  return formatScaled(quantity, quantityDigits)
}

/** The quantity as an exact number of units. */
export function inUnits(quantity: bigint): Rational {
  return rational(quantity, oneUnit)
}
