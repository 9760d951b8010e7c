import { type Currency, currencyExponent } from './currency.ts'
import { formatScaled, parseScaled } from './decimal.ts'
import { type Rational, roundHalfAwayFromZero } from './rational.ts'

/** Money that can be paid: whole minor units of one currency. */
export interface Amount {
  readonly minor: bigint
  readonly currency: Currency
}

/** Rounds an exact number of currency units once, half away from zero, to what can be paid. */
export function roundToAmount(exact: Rational, currency: Currency): Amount {
  return { minor: roundHalfAwayFromZero(exact, currencyExponent(currency)), currency }
}

/** The decimal an API carries, with all digits of the minor unit: `2.40`. */
export function formatAmount({ minor, currency }: Amount): string {
  const exponent = currencyExponent(currency)
  return formatScaled(minor, exponent, exponent)
}

export function parseAmount(text: string, currency: Currency): Amount | undefined {
  const minor = parseScaled(text, currencyExponent(currency))
  return minor === undefined ? undefined : { minor, currency }
}
