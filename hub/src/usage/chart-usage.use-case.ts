import { type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { SubscriptionId } from '@octroi/shared/ids/id'
import { loadRateCards } from '../rating/load-rate-cards.use-case.ts'
import type { RateCard } from '../rating/rate-card.ts'
import type { Stores } from '../stores.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { bucketSpans, levelFor, type UsageBucket, type UsageLevel, usageBuckets } from './usage-buckets.ts'

interface Span {
  readonly fromMs: number
  readonly untilMs: number
}

/** What a price of a subscription counted, ready to be drawn. */
export interface UsageChart {
  readonly subscription: Subscription
  readonly price: RateCard['metered'][number]
  readonly offerName: string
  /** Every band of the price, and any other one that has usage, in the order of the catalogue. */
  readonly bands: readonly string[]
  readonly level: UsageLevel
  /** From the first day with usage to the last; absent where there is none yet. */
  readonly whole?: Span
  /** What is shown, in whole buckets. */
  readonly span: Span
  readonly buckets: readonly UsageBucket[]
}

export interface AskedChart {
  readonly subscription: SubscriptionId
  readonly price: string
  /** All there is, where it is absent. */
  readonly span?: Span
  /** How many buckets there is room for, or how fine they are to be. */
  readonly detail: { readonly bucketsAtMost: number } | { readonly level: UsageLevel }
}

/** Sums what a price counted over a time, as finely as there is room for. */
export async function chartUsage(
  stores: Pick<Stores, 'subscriptions' | 'catalogue' | 'rating'>,
  { subscription: id, price: key, span, detail }: AskedChart,
): Promise<Result<UsageChart, Failure>> {
  const subscription = await stores.subscriptions.get(id)
  if (subscription === undefined) return err(notFound('subscription', id))
  const cards = await loadRateCards(stores, subscription)
  // Every version of the price counts into one series; the newest says what it is called.
  const versions = cards.flatMap((card) => card.metered.filter((each) => each.key === key).map((price) => ({ card, price })))
  const newest = versions.at(-1)
  if (newest === undefined) return err(notFound('price', key))
  const { card, price } = newest
  const series = { subscription: id, price: key }
  const whole = await stores.rating.seriesSpan(series)
  const asked = span ?? whole ?? { fromMs: subscription.fromMs, untilMs: subscription.fromMs }
  const level = 'level' in detail ? detail.level : levelFor(asked, detail.bucketsAtMost)
  const spans = bucketSpans(subscription.zone, level, asked)
  const shown = { fromMs: spans[0]?.fromMs ?? asked.fromMs, untilMs: spans.at(-1)?.untilMs ?? asked.untilMs }
  const days = await stores.rating.series(series, shown)
  const counted = days.map(({ band }) => band)
  return ok({
    subscription,
    price,
    offerName: card.offer.name,
    bands: [...new Set([...versions.flatMap((each) => [...each.price.rates.keys()]), ...counted])],
    level,
    ...(whole === undefined ? {} : { whole }),
    span: shown,
    buckets: usageBuckets(days, subscription.zone, level, shown),
  })
}
