import type { SubscriptionId } from '@octroi/shared/ids/id'
import { multiply, type Rational, rational, roundHalfAwayFromZero } from '@octroi/shared/money/rational'
import type { BillingPeriod } from '../rating/billing-period.ts'

/** Of a bill, in minor units. */
export interface PaidPart {
  readonly net: bigint
  readonly vat: bigint
}

/** What a bill that a wallet pays comes to, as far as it goes. */
export interface WalletBill extends PaidPart {
  readonly subscription: SubscriptionId
  readonly period: BillingPeriod
}

export const nothingPaid: PaidPart = { net: 0n, vat: 0n }

/** The VAT is that of the whole bill, rounded once. */
export function withVat(net: bigint, part: Rational): PaidPart {
  return { net, vat: roundHalfAwayFromZero(multiply(rational(net), part)) }
}

export function grossOf({ net, vat }: PaidPart): bigint {
  return net + vat
}

/** What is within an amount that was paid with VAT. */
export function withinGross(gross: bigint, part: Rational): PaidPart {
  const net = roundHalfAwayFromZero({ n: gross * part.d, d: part.d + part.n })
  return { net, vat: gross - net }
}
