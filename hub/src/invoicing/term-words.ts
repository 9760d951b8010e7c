import type { RateCard } from '../rating/rate-card.ts'

/** Why something is asked for a time that ends after the subscription does. */
export function termWords(
  { subscription, offer: { minimumTerm } }: Pick<RateCard, 'subscription' | 'offer'>,
  untilMs: number,
): readonly string[] {
  if (minimumTerm === undefined || subscription.untilMs === undefined || untilMs <= subscription.untilMs) return []
  return [`asked beyond the end of the subscription: the minimum term is ${minimumTerm.months} months`]
}
