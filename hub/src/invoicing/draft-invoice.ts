import { type Amount, roundToAmount } from '@octroi/shared/money/amount'
import type { Rational } from '@octroi/shared/money/rational'
import type { Month } from '@octroi/shared/time/month'
import { dayMs, offsetSpans, type Zone } from '@octroi/shared/time/zone'
import type { FlatPrice } from '../catalogue/catalogue.ts'
import { rateMetered } from '../rating/fold.ts'
import { rateFlat } from '../rating/models/flat.ts'
import type { Rated } from '../rating/models/rated.ts'
import { exactPrice, type RateCard } from '../rating/rate-card.ts'
import { wholeDay } from '../rating/timeline.ts'
import type { UsageAggregate } from '../rating/usage-aggregate.ts'
import type { Subscription } from '../subscriptions/subscription.ts'

/** One (price, band) of a subscription in a period: exact, rounded once, and explained. */
export interface InvoiceLine {
  readonly price: string
  readonly name: string
  readonly band?: string
  readonly unit: string
  readonly unitPrice: Rational
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
  const metered = card.metered.flatMap((price) =>
    [...price.unitPrices].map(([band, unitPrice]): InvoiceLine => {
      const quantity = aggregates.find((sum) => sum.price === price.key && sum.band === band)?.quantity ?? 0n
      const line = lineOf(card, rateMetered(price, band, quantity), { ...price, unit: price.unitName, unitPrice })
      return band === wholeDay ? line : { ...line, band }
    }),
  )
  const flat = Object.entries(card.offer.prices).flatMap(([key, price]) =>
    price.model === 'flat' ? [flatLine(card, key, price, period, asOfMs)] : [],
  )
  const lines = [...metered, ...flat]
  const minor = lines.reduce((total, { amount }) => total + amount.minor, 0n)
  const { subscription, offer, currency } = card
  return { subscription, offerName: offer.name, period, lines, total: { minor, currency } }
}

function flatLine(card: RateCard, key: string, price: FlatPrice, period: Month, asOfMs: number): InvoiceLine {
  const fromMs = Math.max(period.fromMs, card.subscription.fromMs)
  const untilMs = Math.min(period.untilMs, card.subscription.untilMs ?? period.untilMs, asOfMs)
  const days = localDaysBegun(card.subscription.zone, fromMs, untilMs)
  const times = price.every === 'day' ? days : Math.min(days, 1)
  const unitPrice = exactPrice(price.amount)
  return lineOf(card, rateFlat({ times, every: price.every, amount: unitPrice }), {
    key,
    name: price.name,
    unit: price.every,
    unitPrice,
  })
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

interface LineLabel {
  readonly key: string
  readonly name: string
  readonly unit: string
  readonly unitPrice: Rational
}

function lineOf({ currency }: RateCard, rated: Rated, { key, name, unit, unitPrice }: LineLabel): InvoiceLine {
  return { price: key, name, unit, unitPrice, ...rated, amount: roundToAmount(rated.exact, currency) }
}
