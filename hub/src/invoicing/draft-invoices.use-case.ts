import { type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId } from '@octroi/shared/ids/id'
import { monthsAfter } from '@octroi/shared/time/period'
import { dayMs } from '@octroi/shared/time/zone'
import { minimumTermMonthsAtMost } from '../catalogue/billing.ts'
import type { Environment } from '../environment.ts'
import { askedPeriod, askedPeriods, askedTime } from '../rating/asked-periods.ts'
import type { BillingPeriod } from '../rating/billing-period.ts'
import type { OrderedEvent } from '../rating/free-events.ts'
import { loadBoughtCard, loadRateCards } from '../rating/load-rate-cards.use-case.ts'
import { cardOfSteps, ratesWithin } from '../rating/rate-cards.ts'
import type { Stores } from '../stores.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { type DraftFacts, type DraftInvoice, draftInvoice } from './draft-invoice.ts'

type Needs = Pick<Stores, 'accounts' | 'subscriptions' | 'catalogue' | 'rating'>

/** The drafts of an account for the billing periods that begin in a month or on a day, from what has been rated so far. */
export async function draftInvoices(
  stores: Needs,
  { nowMs }: Pick<Environment, 'nowMs'>,
  { account: id, month }: { readonly account: AccountId; readonly month?: string },
): Promise<Result<readonly DraftInvoice[], Failure>> {
  const account = await stores.accounts.get(id)
  if (account === undefined) return err(notFound('account', id))
  const asked = askedTime(account.zone, month, nowMs())
  if (!asked.ok) return asked
  // An account may have moved: the days of a subscription are those of its own zone. And a minimum term goes on after an end.
  const fromMs = Math.max(0, monthsAfter(account.zone, asked.value.fromMs, -minimumTermMonthsAtMost) - dayMs)
  const drafts: DraftInvoice[] = []
  for (const subscription of await stores.subscriptions.inForce(id, fromMs, asked.value.untilMs + dayMs)) {
    const periods = askedPeriods(await loadBoughtCard(stores, subscription), month, nowMs())
    if (!periods.ok) return periods
    for (const period of periods.value) drafts.push(draftInvoice(await draftFacts(stores, nowMs(), { subscription, period })))
  }
  return ok(drafts)
}

/** The draft of one period of a subscription, with what it was drawn from; undefined where nothing is billed then. */
export async function draftOf(
  stores: Pick<Stores, 'catalogue' | 'rating'>,
  asOfMs: number,
  { subscription, month }: { readonly subscription: Subscription; readonly month: string | undefined },
): Promise<Result<{ readonly draft: DraftInvoice; readonly facts: Required<DraftFacts> } | undefined, Failure>> {
  const period = askedPeriod(await loadBoughtCard(stores, subscription), month, asOfMs)
  if (!period.ok) return period
  if (period.value === undefined) return ok(undefined)
  const facts = await draftFacts(stores, asOfMs, { subscription, period: period.value })
  return ok({ draft: draftInvoice(facts), facts })
}

/** What the draft of a period is drawn from, as far as it has been rated. */
export async function draftFacts(
  stores: Pick<Stores, 'catalogue' | 'rating'>,
  asOfMs: number,
  { subscription, period }: { readonly subscription: Subscription; readonly period: BillingPeriod },
): Promise<Required<DraftFacts>> {
  const aggregates = await stores.rating.aggregates([subscription.id], period.fromMs)
  const counted = [...new Set(aggregates.map(({ version }) => version))]
  const all = await loadRateCards(stores, subscription, { time: period, also: counted })
  const card = cardOfSteps(all, period)
  const inForce = all.filter((each) => counted.includes(each.version) || ratesWithin(each, period))
  const cards = inForce.length === 0 ? [card] : inForce
  const firstEvents: OrderedEvent[] = []
  for (const { version, metered } of cards) {
    for (const { key, free } of metered) {
      const price = { subscription: subscription.id, price: key, version, periodFromMs: period.fromMs }
      if (free !== undefined) firstEvents.push(...(await stores.rating.firstEvents(price, free.events)))
    }
  }
  return { card, cards, period, aggregates, firstEvents, asOfMs }
}
