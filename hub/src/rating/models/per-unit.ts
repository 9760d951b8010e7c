import { formatExact } from '@octroi/shared/money/decimal'
import { multiply, type Rational } from '@octroi/shared/money/rational'
import { quantityWords } from './quantity-words.ts'
import type { Billable, Priced } from './rated.ts'

/** Every unit costs the same. */
export function ratePerUnit(billable: Billable, unitPrice: Rational): Priced {
  const exact = multiply(billable.units, unitPrice)
  return { exact, explanation: [`${quantityWords(billable)} × ${formatExact(unitPrice)} = ${formatExact(exact)}`] }
}
