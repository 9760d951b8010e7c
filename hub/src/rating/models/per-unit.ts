import { formatExact } from '@octroi/shared/money/decimal'
import { inUnits } from '@octroi/shared/money/quantity'
import { multiply, type Rational, rational } from '@octroi/shared/money/rational'
import type { Rated } from './rated.ts'

export interface PerUnit {
  /** In 1e-9 of the meter's unit. */
  readonly quantity: bigint
  /** How many of the meter's units the price is for: 1000 where a meter counts Wh and the price is per kWh. */
  readonly unitSize: Rational
  readonly unitName: string
  readonly unitPrice: Rational
  readonly band?: string
}

/** `quantity / unit size x unit price`, exactly. */
export function ratePerUnit({ quantity, unitSize, unitName, unitPrice, band }: PerUnit): Rated {
  const units = multiply(inUnits(quantity), rational(unitSize.d, unitSize.n))
  const exact = multiply(units, unitPrice)
  const at = band === undefined ? '' : ` at ${band}`
  return {
    quantity: units,
    exact,
    explanation: [`${formatExact(units)} ${unitName}${at} × ${formatExact(unitPrice)} = ${formatExact(exact)}`],
  }
}
