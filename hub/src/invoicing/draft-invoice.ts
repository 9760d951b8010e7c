import { type Amount, roundToAmount } from '@octroi/shared/money/amount'
import { shareOut } from '@octroi/shared/money/largest-remainder'
import { type Rational, rational } from '@octroi/shared/money/rational'
import type { Month } from '@octroi/shared/time/month'
import { dayMs, offsetSpans, type Zone } from '@octroi/shared/time/zone'
import type { FlatPrice } from '../catalogue/price.ts'
import { rateFlat } from '../rating/models/flat.ts'
import { exactPrice, type MeteredPrice, type RateCard } from '../rating/rate-card.ts'
import { isFixed, type RatedPrice, ratePrice } from '../rating/rate-price.ts'
import { wholeDay } from '../rating/timeline.ts'
import type { UsageAggregate } from '../rating/usage-aggregate.ts'
import type { Subscription } from '../subscriptions/subscription.ts'

/** One (price, band) of a subscription in a period: exact, rounded once, and explained. */
export interface InvoiceLine {
  readonly price: string
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
  readonly period: Month
  readonly lines: readonly InvoiceLine[]
  readonly total: Amount
}

export interface DraftFacts {
  readonly card: RateCard
  readonly period: Month
  /** Of this subscription and period. */
  readonly aggregates: readonly UsageAggregate[]
  readonly asOfMs: number
}

export function draftInvoice({ card, period, aggregates, asOfMs }: DraftFacts): DraftInvoice {
  const inForce = spanInForce(card.subscription, period, asOfMs)
  const metered = card.metered.flatMap((price) => {
    const sums = aggregates.filter((sum) => sum.price === price.key)
    const quantities = new Map(sums.map(({ band, quantity }) => [band, quantity]))
    const hasBegun = inForce.fromMs < inForce.untilMs || sums.length > 0
    return hasBegun || isFixed(price) ? meteredLines(card, price, ratePrice(price, quantities)) : notBegun(card, price)
  })
  const flat = Object.entries(card.offer.prices).flatMap(([key, price]) =>
    price.model === 'flat' ? [flatLine(card, key, price, inForce)] : [],
  )
  const lines = [...metered, ...flat]
  const minor = lines.reduce((total, { amount }) => total + amount.minor, 0n)
  const { subscription, offer, currency } = card
  return { subscription, offerName: offer.name, period, lines, total: { minor, currency } }
}

/** What of the period the subscription was in force, as far as time has come; empty where it ends before it begins. */
function spanInForce(subscription: Subscription, period: Month, asOfMs: number): SpanInForce {
  const fromMs = Math.max(period.fromMs, subscription.fromMs)
  return { fromMs, untilMs: Math.min(period.untilMs, subscription.untilMs ?? period.untilMs, asOfMs) }
}

interface SpanInForce {
  readonly fromMs: number
  readonly untilMs: number
}

/** Each line is rounded by itself, but what a limit made of the whole price stays whole. */
function meteredLines({ currency }: RateCard, price: MeteredPrice, { bands, isLimited }: RatedPrice): readonly InvoiceLine[] {
  const exacts = bands.map(({ exact }) => exact)
  const amounts = isLimited ? shareOut(exacts, currency) : exacts.map((exact) => roundToAmount(exact, currency))
  return bands.map(({ band, ...rated }, index) => ({
    price: price.key,
    name: price.name,
    ...(band === wholeDay ? {} : { band }),
    unit: price.unitName,
    ...unitPriceOf(price, band),
    ...rated,
    amount: amounts[index] ?? { minor: 0n, currency },
  }))
}

function unitPriceOf(price: MeteredPrice, band: string): { readonly unitPrice?: Rational } {
  const rate = price.rates.get(band)
  return rate?.model === 'per_unit' && isFixed(price) ? { unitPrice: rate.unitPrice } : {}
}

/** A month that has not begun asks no minimum, and no fee of a first tier. */
function notBegun(card: RateCard, price: MeteredPrice): readonly InvoiceLine[] {
  const nothing = { quantity: rational(0n), exact: rational(0n), explanation: ['not begun'] }
  return meteredLines(card, price, { bands: [...price.rates.keys()].map((band) => ({ band, ...nothing })), isLimited: false })
}

function flatLine(card: RateCard, key: string, price: FlatPrice, { fromMs, untilMs }: SpanInForce): InvoiceLine {
  const days = localDaysBegun(card.subscription.zone, fromMs, untilMs)
  const times = price.every === 'day' ? days : Math.min(days, 1)
  const unitPrice = exactPrice(price.amount)
  const rated = rateFlat({ times, every: price.every, amount: unitPrice })
  const amount = roundToAmount(rated.exact, card.currency)
  return { price: key, name: price.name, unit: price.every, unitPrice, ...rated, amount }
}

/** How many local dates the span touches; a day of 23 or 25 hours is one. */
function localDaysBegun(zone: Zone, fromMs: number, untilMs: number): number {
  const dates = new Set<number>()
  for (const { fromMs: start, untilMs: end, offsetMs } of offsetSpans(zone, fromMs, untilMs)) {
    const last = Math.floor((end - 1 + offsetMs) / dayMs)
    for (let date = Math.floor((start + offsetMs) / dayMs); date <= last; date++) dates.add(date)
  }
  return dates.size
}
