import { currencyExponent } from '@octroi/shared/money/currency'
import { oneUnit } from '@octroi/shared/money/quantity'
import { add, ceiling, multiply, type Rational, rational } from '@octroi/shared/money/rational'
import type { Outstanding } from '../authorizations/outstanding.ts'
import { trueUpKey } from '../catalogue/promotion.ts'
import type { DraftInvoice, InvoiceLine } from '../invoicing/draft-invoice.ts'
import { exactOf } from '../rating/exact-of.ts'
import type { RateCard } from '../rating/rate-card.ts'
import { isFixed, rateEvent } from '../rating/rate-price.ts'

/** Uses of a service that were granted, or are asked for. */
export type GrantedUses = Pick<Outstanding, 'service' | 'uses' | 'exact'>

/** With one more use. */
export function withUse(outstanding: readonly GrantedUses[], use: Omit<GrantedUses, 'uses'>): readonly GrantedUses[] {
  const known = outstanding.find(({ service }) => service === use.service)
  const others = outstanding.filter((each) => each !== known)
  const exact = known === undefined ? use.exact : add(known.exact, use.exact)
  return [...others, { service: use.service, uses: (known?.uses ?? 0) + 1, exact }]
}

/**
 * The most by which granted uses can raise the lines of a bill, in minor units: what they were quoted together, and, where a
 * use is no whole number of cents, what rounding each line it may fall on can add. Never less than what they turn out to be.
 */
export function mostOf(outstanding: readonly GrantedUses[], cards: readonly RateCard[]): bigint {
  return outstanding.reduce((sum, { service, uses, exact }) => {
    const quoted = ceiling(inMinor(exact, cards))
    const [prices, broken] = linesOf(service, cards)
    const touched = Math.min(broken, uses * prices)
    return sum + quoted + BigInt(Math.max(0, touched - 1))
  }, 0n)
}

/** The prices that count a service, and on how many lines of theirs a use comes to broken cents. */
function linesOf(service: string, cards: readonly RateCard[]): readonly [prices: number, broken: number] {
  const counting = cards.flatMap((card) =>
    card.metered.filter((price) => price.meter.record !== 'reading' && price.meter.service === service && isFixed(price)),
  )
  const broken = counting.flatMap((price) =>
    [...price.rates.keys()].filter((band) => inMinor(rateEvent(price, band, oneUnit).exact, cards).d !== 1n),
  )
  return [counting.length, broken.length]
}

function inMinor(exact: Rational, [card]: readonly RateCard[]): Rational {
  return multiply(exact, rational(10n ** BigInt(card === undefined ? 2 : currencyExponent(card.currency))))
}

/** The name of the line that stands for what may still be used: no price can be called so. */
const reservedLine = '(reserved)'

export interface Extension {
  readonly minor: bigint
  /** What is used before the period ends counts towards a spend minimum of it, which was asked already. */
  readonly isWithinPeriod: boolean
}

/** A bill as it would be with so much more on it. */
export function extended(draft: DraftInvoice, { minor, isWithinPeriod }: Extension): DraftInvoice {
  if (minor === 0n) return draft
  const { currency } = draft.total
  const missing = draft.lines.find(({ price }) => price === trueUpKey)?.amount.minor ?? 0n
  const less = isWithinPeriod ? smaller(missing, minor) : 0n
  const more: InvoiceLine = {
    price: reservedLine,
    version: draft.subscription.catalogueVersion,
    name: 'Granted and not used yet',
    unit: 'fee',
    quantity: rational(1n),
    exact: exactOf({ minor, currency }),
    amount: { minor, currency },
    explanation: [],
  }
  const lines = draft.lines.map((line) =>
    line.price === trueUpKey ? { ...line, amount: { minor: line.amount.minor - less, currency } } : line,
  )
  return { ...draft, lines: [...lines, more], total: { minor: draft.total.minor + minor - less, currency } }
}

function smaller(one: bigint, other: bigint): bigint {
  return one < other ? one : other
}
