import { type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import { askedMonth } from '../rating/asked-month.ts'
import type { OrderedEvent } from '../rating/free-events.ts'
import { loadRateCard } from '../rating/load-rate-card.use-case.ts'
import type { Stores } from '../stores.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { type DraftFacts, type DraftInvoice, draftInvoice } from './draft-invoice.ts'

type Needs = Pick<Stores, 'accounts' | 'subscriptions' | 'catalogue' | 'rating'>

/** The drafts of an account for a month, one for each subscription in force, from what has been rated so far. */
export async function draftInvoices(
  stores: Needs,
  { nowMs }: Pick<Environment, 'nowMs'>,
  { account: id, month }: { readonly account: AccountId; readonly month?: string },
): Promise<Result<readonly DraftInvoice[], Failure>> {
  const account = await stores.accounts.get(id)
  if (account === undefined) return err(notFound('account', id))
  const asked = askedMonth(account.zone, month, nowMs())
  if (!asked.ok) return asked
  const drafts: DraftInvoice[] = []
  for (const subscription of await stores.subscriptions.inForce(id, asked.value.fromMs, asked.value.untilMs)) {
    const drafted = await draftOf(stores, nowMs(), { subscription, month: asked.value.name })
    if (!drafted.ok) return drafted
    drafts.push(drafted.value.draft)
  }
  return ok(drafts)
}

/** The draft of one subscription for a month, with what it was drawn from. */
export async function draftOf(
  stores: Pick<Stores, 'catalogue' | 'rating'>,
  asOfMs: number,
  { subscription, month }: { readonly subscription: Subscription; readonly month: string | undefined },
): Promise<Result<{ readonly draft: DraftInvoice; readonly facts: DraftFacts }, Failure>> {
  const period = askedMonth(subscription.zone, month, asOfMs)
  if (!period.ok) return period
  const aggregates = await stores.rating.aggregates([subscription.id], period.value.fromMs)
  const card = await loadRateCard(stores, subscription)
  const firstEvents: OrderedEvent[] = []
  for (const { key, free } of card.metered) {
    const price = { subscription: subscription.id, price: key, periodFromMs: period.value.fromMs }
    if (free !== undefined) firstEvents.push(...(await stores.rating.firstEvents(price, free.events)))
  }
  const facts = { card, period: period.value, aggregates, firstEvents, asOfMs }
  return ok({ draft: draftInvoice(facts), facts })
}
