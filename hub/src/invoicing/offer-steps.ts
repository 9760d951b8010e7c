import { type Amount, roundToAmount } from '@octroi/shared/money/amount'
import { formatExact } from '@octroi/shared/money/decimal'
import { compare, type Rational, rational, subtract, sum } from '@octroi/shared/money/rational'
import { monthsAfter, periodAt, periodsBetween } from '@octroi/shared/time/period'
import { type Discount, trueUpKey } from '../catalogue/promotion.ts'
import { exactOf } from '../rating/exact-of.ts'
import { exactPercent, exactPrice } from '../rating/exact-price.ts'
import { lessPart, type Reduction, reduced } from '../rating/models/discount.ts'
import { type Proration, periodPart, prorate, type TimeSpan } from '../rating/models/prorate.ts'
import type { Priced } from '../rating/models/rated.ts'
import { summed } from '../rating/models/summed.ts'
import type { RateCard } from '../rating/rate-card.ts'
import { phasesOf } from '../subscriptions/phase.ts'
import type { InvoiceLine } from './draft-invoice.ts'
import { feeTimesOver, stretchesOf } from './fee-stretches.ts'
import { leftDay, spanInForce } from './flat-line.ts'
import { isGivenBack, type RatedLine } from './rated-line.ts'

export interface OfferPeriod {
  readonly card: RateCard
  readonly period: TimeSpan
}

/** What an offer takes off its own lines: discounts, in the order in which they are written, then what passes the spend maximum. */
export function lessDiscounts(lines: readonly RatedLine[], { card, period }: OfferPeriod): readonly RatedLine[] {
  const discounts = Object.values(card.offer.discounts ?? {})
  const now = discounts.filter((discount) => isDiscounted(discount, card, period.fromMs))
  const less = now.reduce((before, discount) => lessDiscount(before, discount), lines)
  return less.map((line) => (line.askedMs === undefined ? line : lessGivenBack(line, card, line.askedMs)))
}

/** Whether a discount is taken off the bill of the period that holds an instant. */
function isDiscounted({ months, periods }: Discount, { cycle, subscription }: RateCard, ms: number): boolean {
  // Who changes the offer is not welcomed anew.
  const first = periodAt(cycle, subscription.replaces?.sinceMs ?? subscription.fromMs)
  const period = periodAt(cycle, ms)
  if (periods !== undefined) return periodsBetween(cycle, first, period) < periods
  return months === undefined || period.fromMs < monthsAfter(cycle.zone, first.fromMs, months)
}

/** Holds all lines together to what may be spent at most. */
export function heldToMaximum(lines: readonly RatedLine[], { card, period }: OfferPeriod): readonly RatedLine[] {
  const { maximum } = card.offer.spend ?? {}
  if (maximum === undefined) return lines
  const most = limitIn({ card, period }, exactPrice(maximum))
  const total = sum(lines.flatMap((line) => (isGivenBack(line) ? [] : line.exact)))
  if (compare(total, most.exact) <= 0) return lines
  const name = ['what passes the spend maximum', ...most.explanation, 'of'].join(' ')
  return takenOff(lines, { name, amount: subtract(total, most.exact) })
}

/**
 * The line that makes up for what was spent less than agreed: from the rounded lines, so that with it the bill comes to the
 * rounded minimum.
 */
export function trueUp(lines: readonly InvoiceLine[], { card, period }: OfferPeriod): InvoiceLine | undefined {
  const { minimum, name = 'Minimum spend' } = card.offer.spend ?? {}
  if (minimum === undefined) return undefined
  const least = leastIn({ card, period }, exactPrice(minimum))
  const spent = lines.reduce((minor, { amount }) => minor + amount.minor, 0n)
  const missing = roundToAmount(least.exact, card.currency).minor - spent
  if (missing <= 0n) return undefined
  const amount: Amount = { minor: missing, currency: card.currency }
  const exact = subtract(least.exact, exactOf({ minor: spent, currency: card.currency }))
  const step = `${formatExact(least.exact)} less ${formatExact(exactOf({ minor: spent, currency: card.currency }))} spent`
  return {
    price: trueUpKey,
    version: card.version,
    name,
    unit: 'fee',
    quantity: rational(1n),
    exact,
    amount,
    explanation: [...least.explanation, `${step} = ${formatExact(exact)}`],
  }
}

function lessDiscount(lines: readonly RatedLine[], discount: Discount): readonly RatedLine[] {
  const isMeant = ({ price }: RatedLine): boolean => discount.prices === undefined || discount.prices.includes(price)
  const meant = takenOff(lines.filter(isMeant), reductionOf(discount))
  let next = 0
  return lines.map((line) => (isMeant(line) ? (meant[next++] ?? line) : line))
}

/** No more is given back than was asked: a part that was taken off then is taken off what is given back. */
function lessGivenBack(line: RatedLine, card: RateCard, askedMs: number): RatedLine {
  const discounts = Object.values(card.offer.discounts ?? {}).filter((discount) => isDiscounted(discount, card, askedMs))
  return discounts.reduce((before, discount) => {
    const isMeant = discount.prices === undefined || discount.prices.includes(line.price)
    const reduction = reductionOf(discount)
    return isMeant && 'part' in reduction ? lessPart(before, reduction) : before
  }, line)
}

/** A part of each line is its own; an amount makes one whole of the lines that it is taken off. */
function takenOff(lines: readonly RatedLine[], reduction: Reduction): readonly RatedLine[] {
  return reduced(lines, reduction).map((line, index) => {
    if (line === lines[index]) return line
    const { unitPrice: _, ...rest } = line
    return 'amount' in reduction ? { ...rest, whole: 'offer' } : rest
  })
}

function reductionOf({ name, percent, amount }: Discount): Reduction {
  return percent === undefined ? { name, amount: exactPrice(amount) } : { name, part: exactPercent(percent) }
}

/** A spend limit in a period that the subscription is in force in only in part. */
function limitIn({ card: { subscription, offer }, period }: OfferPeriod, amount: Rational): Priced {
  const how = offer.spend?.proration ?? 'day'
  return prorate(amount, periodPart(subscription.zone, how, period, limited(how, { subscription, period })))
}

/** What is to be spent at least is not asked for time in which nothing could be used. */
function leastIn(facts: OfferPeriod, amount: Rational): Priced {
  const { card, period } = facts
  const { subscription, offer } = card
  const how = offer.spend?.proration ?? 'day'
  const phased = { zone: subscription.zone, phases: phasesOf(subscription), timesOf: feeTimesOver({}) }
  const stretches = stretchesOf(phased, how, limited(how, { subscription, period }))
  if (stretches.every(({ times }) => times === 1)) return limitIn(facts, amount)
  const active = stretches.filter(({ times }) => times === 1)
  const parts = active.map((stretch) => prorate(amount, periodPart(subscription.zone, how, period, stretch)))
  return { exact: sum(parts.map(({ exact }) => exact)), explanation: ['not asked while paused', ...summed(parts).explanation] }
}

function limited(
  how: Proration,
  { subscription, period }: Pick<RateCard, 'subscription'> & Pick<OfferPeriod, 'period'>,
): TimeSpan {
  return spanInForce(period, { ...subscription, ...(how === 'day' ? leftDay(subscription) : {}) })
}
