import { monthsAfter } from '@octroi/shared/time/period'
import { localDate } from '@octroi/shared/time/zone'
import type { RateCard } from '../rating/rate-card.ts'

/** Why something is asked for a time that ends after the subscription does. */
export function termWords(
  { subscription, offer: { minimumTerm } }: Pick<RateCard, 'subscription' | 'offer'>,
  untilMs: number,
): readonly string[] {
  const { zone, fromMs, untilMs: endsMs, replaces } = subscription
  if (endsMs === undefined || untilMs <= endsMs) return []
  const ownMs = minimumTerm === undefined ? endsMs : monthsAfter(zone, fromMs, minimumTerm.months)
  const { termUntilMs = 0 } = replaces ?? {}
  if (termUntilMs > ownMs) {
    return [`asked beyond the end of the subscription: a minimum term agreed before lasts until ${localDate(zone, termUntilMs)}`]
  }
  if (minimumTerm === undefined) return []
  return [`asked beyond the end of the subscription: the minimum term is ${minimumTerm.months} months`]
}
