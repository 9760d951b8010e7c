import { inUnits } from '@octroi/shared/money/quantity'
import { divide, type Rational } from '@octroi/shared/money/rational'
import type { PriceUnit } from './models/convert.ts'

/** A quantity in the unit of a price, before any rounding. */
export function inUnitsOf({ unitSize }: Pick<PriceUnit, 'unitSize'>, quantity: bigint): Rational {
  return divide(inUnits(quantity), unitSize)
}
