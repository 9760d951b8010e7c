import { type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { SubscriptionId } from '@octroi/shared/ids/id'
import type { Month } from '@octroi/shared/time/month'
import type { Environment } from '../environment.ts'
import { askedMonth } from '../rating/asked-month.ts'
import { loadRateCards } from '../rating/load-rate-cards.use-case.ts'
import type { UsageAggregate } from '../rating/usage-aggregate.ts'
import type { Stores } from '../stores.ts'

export interface ShownUsage {
  readonly period: Month
  /** With the unit of the meter. */
  readonly sums: readonly (UsageAggregate & { readonly unit: string })[]
}

/** What a subscription used in a month, by price, version and band. */
export async function showUsage(
  stores: Pick<Stores, 'subscriptions' | 'catalogue' | 'rating'>,
  { nowMs }: Environment,
  { subscription: id, month }: { readonly subscription: SubscriptionId; readonly month: string | undefined },
): Promise<Result<ShownUsage, Failure>> {
  const subscription = await stores.subscriptions.get(id)
  if (subscription === undefined) return err(notFound('subscription', id))
  const period = askedMonth(subscription.zone, month, nowMs())
  if (!period.ok) return period
  const sums = await stores.rating.aggregates([id], period.value.fromMs)
  const cards = await loadRateCards(stores, subscription, { time: period.value, also: sums.map(({ version }) => version) })
  const unitOf = ({ price, version }: UsageAggregate): string => {
    const card = cards.find((each) => each.version === version)
    return card?.metered.find(({ key }) => key === price)?.meter.unit ?? ''
  }
  return ok({ period: period.value, sums: sums.map((sum) => ({ ...sum, unit: unitOf(sum) })) })
}
