import { type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { SubscriptionId } from '@octroi/shared/ids/id'
import { monthOf } from '@octroi/shared/time/month'
import type { Environment } from '../environment.ts'
import { askedPeriods } from '../rating/asked-periods.ts'
import type { BillingPeriod } from '../rating/billing-period.ts'
import { loadBoughtCard, loadRateCards } from '../rating/load-rate-cards.use-case.ts'
import type { RateCard } from '../rating/rate-card.ts'
import type { UsageAggregate } from '../rating/usage-aggregate.ts'
import type { Stores } from '../stores.ts'

export interface ShownUsage {
  /** The month or the day that was asked for. */
  readonly name: string
  /** With the unit of the meter, and the billing period that counted it. */
  readonly sums: readonly (UsageAggregate & { readonly unit: string; readonly period: BillingPeriod })[]
}

/** What a subscription used in the billing periods that begin in a month or on a day, by price, version and band. */
export async function showUsage(
  stores: Pick<Stores, 'subscriptions' | 'catalogue' | 'rating'>,
  { nowMs }: Environment,
  { subscription: id, month }: { readonly subscription: SubscriptionId; readonly month: string | undefined },
): Promise<Result<ShownUsage, Failure>> {
  const subscription = await stores.subscriptions.get(id)
  if (subscription === undefined) return err(notFound('subscription', id))
  const asked = askedPeriods(await loadBoughtCard(stores, subscription), month, nowMs())
  if (!asked.ok) return asked
  const sums: ShownUsage['sums'][number][] = []
  for (const period of asked.value) {
    const counted = await stores.rating.aggregates([id], period.fromMs)
    const versions = counted.map(({ version }) => version)
    const cards = await loadRateCards(stores, subscription, { time: period, also: versions })
    sums.push(...counted.map((sum) => ({ ...sum, unit: unitOf(cards, sum), period })))
  }
  return ok({ name: month ?? monthOf(subscription.zone, nowMs()).name, sums })
}

function unitOf(cards: readonly RateCard[], { price, version }: UsageAggregate): string {
  const card = cards.find((each) => each.version === version)
  return card?.metered.find(({ key }) => key === price)?.meter.unit ?? ''
}
