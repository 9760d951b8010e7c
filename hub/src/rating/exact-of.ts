import type { Amount } from '@octroi/shared/money/amount'
import { currencyExponent } from '@octroi/shared/money/currency'
import { type Rational, rational } from '@octroi/shared/money/rational'

/** What can be paid, as an exact number of currency units. */
export function exactOf({ minor, currency }: Amount): Rational {
  return rational(minor, 10n ** BigInt(currencyExponent(currency)))
}
