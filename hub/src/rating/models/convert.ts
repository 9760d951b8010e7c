import { formatExact } from '@octroi/shared/money/decimal'
import { inUnits } from '@octroi/shared/money/quantity'
import { ceiling, divide, floor, type Rational, rational, roundHalfAwayFromZero } from '@octroi/shared/money/rational'

export type UnitRounding = 'up' | 'down' | 'nearest'

export interface PriceUnit {
  readonly unitName: string
  /** How many of the meter's units one is: 1000 where a meter counts Wh and the price is per kWh. */
  readonly unitSize: Rational
  /** To whole units, of the total. */
  readonly rounding?: UnitRounding
}

export interface Converted {
  /** What was used, exactly. */
  readonly used: Rational
  /** What of it is priced: the same, or rounded as the catalogue says. */
  readonly units: Rational
  readonly explanation: readonly string[]
}

/** A total in 1e-9 of the meter's unit, in the unit of the price. */
export function convert(quantity: bigint, { unitName, unitSize, rounding }: PriceUnit): Converted {
  const used = divide(inUnits(quantity), unitSize)
  if (rounding === undefined || used.d === 1n) return { used, units: used, explanation: [] }
  const units = rational(rounded[rounding](used))
  const direction = rounding === 'nearest' ? '' : ` ${rounding}`
  return { used, units, explanation: [`${formatExact(used)} ${unitName} rounded${direction} to ${formatExact(units)}`] }
}

const rounded: Readonly<Record<UnitRounding, (value: Rational) => bigint>> = {
  up: ceiling,
  down: floor,
  nearest: (value) => roundHalfAwayFromZero(value),
}
