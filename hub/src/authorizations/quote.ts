import type { TimeSpan } from '@octroi/shared/decisions/action'
import { invariant } from '@octroi/shared/errors/invariant'
import { formatAmount, roundToAmount } from '@octroi/shared/money/amount'
import { oneUnit } from '@octroi/shared/money/quantity'
import { compare, type Rational, sum } from '@octroi/shared/money/rational'
import { type MeteredPrice, type RateCard, spanOfPrice } from '../rating/rate-card.ts'
import { ratesPriceWithin, ratesWithin } from '../rating/rate-cards.ts'
import { isFixed, rateEvent } from '../rating/rate-price.ts'
import { timeline } from '../rating/timeline.ts'
import type { Quote } from './authorization.ts'

type Window = Required<TimeSpan>

/**
 * What one use of a service will cost under a subscription, in the dearest band its window touches, by the versions of the
 * catalogue that are in force in it. Every price that counts events of the service adds up; with none the use is included in
 * the offer.
 */
export function quoteUse(cards: readonly RateCard[], service: string, window: Window): Quote {
  const parts = partsOf(cards, service, window).map((part) => quotePart(cards, service, part))
  return parts.reduce((dearest, next) => (isDearer(next.exact, dearest.exact) ? next : dearest))
}

/** Whether one use can be priced beforehand: not where what it costs depends on the rest of the month. */
export function canQuote(cards: readonly RateCard[], service: string, window: Window): boolean {
  return cards.every((card) => countingEvents(card, service, window).every(isFixed))
}

/** A window in which a version changes is looked at in parts: a use falls into one of them, and pays what is asked then. */
function partsOf(cards: readonly RateCard[], service: string, window: Window): readonly Window[] {
  const switches = cards.flatMap((card) =>
    countingEvents(card, service, window).flatMap(({ key }) => spanOfPrice(card, key)?.fromMs ?? []),
  )
  const within = switches.filter((ms) => window.fromMs < ms && ms < window.untilMs)
  const marks = [...new Set([window.fromMs, ...within])].toSorted((left, right) => left - right)
  return marks.map((fromMs, index) => ({ fromMs, untilMs: marks[index + 1] ?? window.untilMs }))
}

function quotePart(cards: readonly RateCard[], service: string, part: Window): Quote {
  const dearest = cards.flatMap((card) =>
    countingEvents(card, service, part).map((price) => {
      const segments = timeline(card.cycle, price.bands, part.fromMs, part.untilMs, price.holidays)
      const rated = segments.map(({ band }) => rateEvent(price, band, oneUnit))
      return rated.reduce((most, next) => (isDearer(next.exact, most.exact) ? next : most))
    }),
  )
  const newest = cards.findLast((card) => ratesWithin(card, part)) ?? cards.at(-1)
  invariant(newest !== undefined, 'a subscription has the version it was bought at')
  const exact = sum(dearest.map((each) => each.exact))
  const amount = roundToAmount(exact, newest.currency)
  const included = `Included in ${newest.offer.name}: ${formatAmount(amount)} ${newest.currency}`
  return { amount, exact, explanation: dearest.length === 0 ? [included] : dearest.flatMap(({ explanation }) => explanation) }
}

function countingEvents(card: RateCard, service: string, window: Window): readonly MeteredPrice[] {
  return card.metered.filter(({ key, meter }) => {
    const isAsked = card.spans === undefined || ratesPriceWithin(card, key, window)
    return isAsked && meter.record !== 'reading' && meter.service === service
  })
}

function isDearer(left: Rational, right: Rational): boolean {
  return compare(left, right) > 0
}
