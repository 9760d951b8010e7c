import { formatAmount, roundToAmount } from '@octroi/shared/money/amount'
import { oneUnit } from '@octroi/shared/money/quantity'
import { compare, type Rational, sum } from '@octroi/shared/money/rational'
import type { MeteredPrice, RateCard } from '../rating/rate-card.ts'
import { isFixed, rateEvent } from '../rating/rate-price.ts'
import { timeline } from '../rating/timeline.ts'
import type { Quote } from './authorization.ts'

/**
 * What one use of a service will cost under a subscription, in the dearest band its window touches. Every price that
 * counts events of the service adds up; with none the use is included in the offer.
 */
export function quoteUse(card: RateCard, service: string, window: { readonly fromMs: number; readonly untilMs: number }): Quote {
  const dearest = countingEvents(card, service).map((price) => {
    const segments = timeline(card.cycle, price.bands, window.fromMs, window.untilMs, price.holidays)
    const rated = segments.map(({ band }) => rateEvent(price, band, oneUnit))
    return rated.reduce((most, next) => (isDearer(next.exact, most.exact) ? next : most))
  })
  const amount = roundToAmount(sum(dearest.map(({ exact }) => exact)), card.currency)
  const included = `Included in ${card.offer.name}: ${formatAmount(amount)} ${card.currency}`
  return { amount, explanation: dearest.length === 0 ? [included] : dearest.flatMap(({ explanation }) => explanation) }
}

/** Whether one use can be priced beforehand: not where what it costs depends on the rest of the month. */
export function canQuote(card: RateCard, service: string): boolean {
  return countingEvents(card, service).every(isFixed)
}

function countingEvents(card: RateCard, service: string): readonly MeteredPrice[] {
  return card.metered.filter(({ meter }) => meter.record !== 'reading' && meter.service === service)
}

function isDearer(left: Rational, right: Rational): boolean {
  return compare(left, right) > 0
}
