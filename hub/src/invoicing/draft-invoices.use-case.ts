import { type Failure, invalid, notFound } from '@octroi/shared/errors/failure'
import { fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId } from '@octroi/shared/ids/id'
import { monthNamed, monthOf } from '@octroi/shared/time/month'
import type { AccountStore } from '../accounts/account.store.ts'
import type { CatalogueStore } from '../catalogue/catalogue.store.ts'
import type { Environment } from '../environment.ts'
import { rateCard } from '../rating/rate-card.ts'
import type { RatingStore } from '../rating/rating.store.ts'
import type { SubscriptionStore } from '../subscriptions/subscription.store.ts'
import { type DraftInvoice, draftInvoice } from './draft-invoice.ts'

interface Stores {
  readonly accounts: AccountStore
  readonly subscriptions: SubscriptionStore
  readonly catalogue: CatalogueStore
  readonly rating: RatingStore
}

/** The drafts of an account for a month, one for each subscription in force, from what has been rated so far. */
export async function draftInvoices(
  stores: Stores,
  { nowMs }: Environment,
  { account: id, month }: { readonly account: AccountId; readonly month?: string },
): Promise<Result<readonly DraftInvoice[], Failure>> {
  const account = await stores.accounts.get(id)
  if (account === undefined) return err(notFound('account', id))
  const asked = month === undefined ? monthOf(account.zone, nowMs()) : monthNamed(account.zone, month)
  if (asked === undefined) {
    return err(invalid([fault('period', 'invalid_month', '`period` is a month, for example 2026-11.')]))
  }
  const drafts: DraftInvoice[] = []
  for (const subscription of await stores.subscriptions.inForce(id, asked.fromMs, asked.untilMs)) {
    const version = await stores.catalogue.get(subscription.catalogueVersion)
    const period = monthNamed(subscription.zone, asked.name)
    if (version === undefined || period === undefined) continue
    const aggregates = await stores.rating.aggregates([subscription.id], period.fromMs)
    drafts.push(draftInvoice({ card: rateCard(subscription, version.catalogue), period, aggregates, asOfMs: nowMs() }))
  }
  return ok(drafts)
}
