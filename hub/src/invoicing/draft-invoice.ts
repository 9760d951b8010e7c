import type { Amount } from '@octroi/shared/money/amount'
import { type Rational, rational } from '@octroi/shared/money/rational'
import type { Cycle } from '@octroi/shared/time/period'
import type { BillingPeriod } from '../rating/billing-period.ts'
import type { OrderedEvent } from '../rating/free-events.ts'
import { measured, measuredByDay } from '../rating/measured.ts'
import { priceInPeriod } from '../rating/price-in-period.ts'
import type { MeteredPrice, RateCard } from '../rating/rate-card.ts'
import { ratesPriceWithin } from '../rating/rate-cards.ts'
import { isFixed, type RatedPrice, ratePrice } from '../rating/rate-price.ts'
import { wholeDay } from '../rating/timeline.ts'
import type { UsageAggregate } from '../rating/usage-aggregate.ts'
import type { LineKey } from '../rating/usage-source.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { byPrice } from './by-price.ts'
import { flatLines, leftDay, spanInForce } from './flat-line.ts'
import { heldToMaximum, lessDiscounts, trueUp } from './offer-steps.ts'
import { isGivenBack, type RatedLine, roundLines } from './rated-line.ts'

/** One (price, version, band) of a subscription in a period: exact, rounded once, and explained. */
export interface InvoiceLine {
  readonly price: string
  /** Of the catalogue. */
  readonly version: number
  /** Where more than one version rated the price in the period. */
  readonly isOneOfVersions?: true
  readonly name: string
  readonly band?: string
  readonly unit: string
  /** Where quantity × unit price is all there is to it; else the explanation alone says how the amount came about. */
  readonly unitPrice?: Rational
  readonly quantity: Rational
  readonly exact: Rational
  readonly amount: Amount
  readonly explanation: readonly string[]
}

/** What a subscription would be invoiced for a period if the period ended now. Amounts are before VAT. */
export interface DraftInvoice {
  readonly subscription: Subscription
  readonly offerName: string
  readonly period: BillingPeriod
  /** The periods of which it is one. */
  readonly cycle: Cycle
  readonly lines: readonly InvoiceLine[]
  readonly total: Amount
}

export interface DraftFacts {
  /** Of the version whose discounts and limits hold in the period. */
  readonly card: RateCard
  /** Every version that rates a part of the period, in order, where there are several. */
  readonly cards?: readonly RateCard[]
  readonly period: BillingPeriod
  /** Of this subscription and period. */
  readonly aggregates: readonly UsageAggregate[]
  /** Of prices whose first events are free, as many as may be. */
  readonly firstEvents?: readonly OrderedEvent[]
  readonly asOfMs: number
}

/**
 * The order of the steps is part of the contract: each price with its own minimum and maximum, the discounts of the offer,
 * the spend maximum, rounding, and the line that makes up for the spend minimum.
 */
export function draftInvoice(facts: DraftFacts): DraftInvoice {
  const { card, cards = [card], period } = facts
  const asked = heldToMaximum(byPrice(cards.map((each) => discountedLines({ ...facts, card: each }))), facts)
  const lines = roundLines(asked, card.currency)
  // What is given back was spent before: it is not missing now.
  const spent = lines.filter((_, index) => !asked.slice(index, index + 1).some(isGivenBack))
  const missing = hasBegun(facts) ? trueUp(spent, facts) : undefined
  const all = missing === undefined ? lines : [...lines, missing]
  const minor = all.reduce((total, { amount }) => total + amount.minor, 0n)
  const { subscription, currency } = card
  return {
    subscription,
    offerName: (cards.at(-1) ?? card).offer.name,
    period,
    cycle: card.cycle,
    lines: all,
    total: { minor, currency },
  }
}

/** What one version asks, less what it takes off. */
function discountedLines(facts: DraftFacts): readonly RatedLine[] {
  return lessDiscounts([...meteredLines(facts), ...fees(facts)], facts)
}

/** Whether the subscription was in force in the period, as far as time has come. */
function hasBegun({ card, period, asOfMs }: DraftFacts): boolean {
  const { fromMs, untilMs } = spanInForce(period, card.subscription)
  return fromMs < Math.min(untilMs, asOfMs)
}

/** In what is left of a minimum term only fees are asked. */
function isPastEnd({ card: { subscription }, period }: DraftFacts): boolean {
  return subscription.untilMs !== undefined && subscription.untilMs <= period.fromMs
}

function meteredLines(facts: DraftFacts): readonly RatedLine[] {
  const { card, period, aggregates, firstEvents = [] } = facts
  return card.metered.flatMap((offered) => {
    const byDays = offered.includedProration === 'day' ? leftDay(card.subscription) : {}
    const inForce = spanInForce(period, { ...card.subscription, ...byDays })
    const price = priceInPeriod(offered, { zone: card.cycle.zone, period, inForce })
    const isOfPrice = (each: LineKey): boolean => each.price === price.key && each.version === card.version
    const [sums, events] = [aggregates.filter(isOfPrice), firstEvents.filter(isOfPrice)]
    if ((isPastEnd(facts) || !isShown(card, price.key, period)) && sums.length === 0) return []
    if (!hasBegun(facts) && sums.length === 0 && !isFixed(price)) return notBegun(card.version, price)
    return priceLines(card.version, price, ratePrice(price, measured(price, sums, events), measuredByDay(price, sums)))
  })
}

/** Each line is rounded by itself, but what a limit made of the whole price stays whole. */
function priceLines(version: number, price: MeteredPrice, { bands, isLimited }: RatedPrice): readonly RatedLine[] {
  return bands.map(({ band, ...rated }) => ({
    price: price.key,
    version,
    name: price.name,
    ...(band === wholeDay ? {} : { band }),
    unit: price.unitName,
    ...unitPriceOf(price, band),
    ...rated,
    ...(isLimited ? { whole: `price ${price.key} ${version}` } : {}),
  }))
}

function unitPriceOf(price: MeteredPrice, band: string): { readonly unitPrice?: Rational } {
  const rate = price.rates.get(band)
  return rate?.model === 'per_unit' && isFixed(price) ? { unitPrice: rate.unitPrice } : {}
}

/** A month that has not begun asks no minimum, and no fee of a first tier. */
function notBegun(version: number, price: MeteredPrice): readonly RatedLine[] {
  const nothing = { quantity: rational(0n), exact: rational(0n), explanation: ['not begun'] }
  return priceLines(version, price, { bands: [...price.rates.keys()].map((band) => ({ band, ...nothing })), isLimited: false })
}

function fees(facts: DraftFacts): readonly RatedLine[] {
  const { card, period } = facts
  return Object.entries(card.offer.prices).flatMap(([key, price]) =>
    price.model === 'flat' && isShown(card, key, period) ? flatLines(key, price, facts) : [],
  )
}

/** A price of the only version is shown always; one of several where it holds in the period. */
function isShown(card: RateCard, price: string, period: BillingPeriod): boolean {
  return card.spans === undefined || ratesPriceWithin(card, price, period)
}
