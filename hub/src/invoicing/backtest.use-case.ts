import type { AccountId, TenantId } from '@octroi/shared/ids/id'
import type { Amount } from '@octroi/shared/money/amount'
import { ownEntry } from '@octroi/shared/own-entry'
import { type Month, monthNamed, monthOf } from '@octroi/shared/time/month'
import { dayMs, type Zone } from '@octroi/shared/time/zone'
import type { Account } from '../accounts/account.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Environment } from '../environment.ts'
import type { Page, PageRequest } from '../page.ts'
import { loadRateCard } from '../rating/load-rate-card.use-case.ts'
import { isPlain, type RateCard, rateCard } from '../rating/rate-card.ts'
import type { UsageAggregate } from '../rating/usage-aggregate.ts'
import type { Stores } from '../stores.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { Transactor } from '../transactor.ts'
import { countedAgain } from '../usage/counted-again.use-case.ts'
import type { AskedMonths } from './asked-months.ts'
import { type BacktestRow, type Comparison, notCountedBy, rowsOf } from './backtest.ts'
import { draftInvoice } from './draft-invoice.ts'
import { draftOf } from './draft-invoices.use-case.ts'

type Needs = Pick<Stores, 'accounts' | 'subscriptions' | 'catalogue' | 'rating' | 'journals' | 'authorizations'>

export interface Backtest {
  readonly storage: Transactor<Needs>
  readonly environment: Pick<Environment, 'nowMs'>
  readonly tenant: TenantId
  readonly draft: Catalogue
  readonly months: AskedMonths
  /** Subscriptions to any offer where it is absent. */
  readonly offer?: string | undefined
}

/**
 * What past months would have cost under a draft, for a page of accounts. Each subscription is read in a transaction of its
 * own: what is held in memory, and for how long anybody waits, does not grow with the tenant.
 */
export async function backtest(asked: Backtest, page: PageRequest): Promise<Page<BacktestRow>> {
  const { storage, tenant } = asked
  const { items: accounts, ...rest } = await storage.read(tenant, (stores) => stores.accounts.list(page))
  const rows: BacktestRow[] = []
  for (const account of accounts) rows.push(...(await backtestAccount(asked, account)))
  return { items: rows, ...rest }
}

async function backtestAccount(asked: Backtest, { id, name, zone }: Account): Promise<readonly BacktestRow[]> {
  const { storage, tenant, months, offer } = asked
  const subscriptions = await storage.read(tenant, (stores) => subscriptionsIn(stores, id, { zone, months }))
  const comparisons: Comparison[] = []
  for (const subscription of subscriptions.filter((each) => offer === undefined || each.offer === offer)) {
    const compared = await storage.read(tenant, (stores) => compare(stores, asked, subscription))
    if (compared !== undefined) comparisons.push(compared)
  }
  return rowsOf({ account: id, name }, comparisons)
}

interface InZone {
  readonly zone: Zone
  readonly months: AskedMonths
}

/** Subscriptions keep the zone in which they were bought, so the months may begin a little sooner or later. */
function subscriptionsIn(
  { subscriptions }: Needs,
  account: AccountId,
  { zone, months }: InZone,
): Promise<readonly Subscription[]> {
  const [first, last] = [monthNamed(zone, months.from), monthNamed(zone, months.to)]
  return subscriptions.inForce(account, (first?.fromMs ?? 0) - 2 * dayMs, (last?.untilMs ?? 0) + 2 * dayMs)
}

/** Undefined where the subscription is not in force in any of the months. */
async function compare(stores: Needs, asked: Backtest, subscription: Subscription): Promise<Comparison | undefined> {
  const { draft, months, environment } = asked
  const asOfMs = environment.nowMs()
  const periods = months.names
    .flatMap((name) => monthNamed(subscription.zone, name) ?? [])
    .filter((month) => isIn(subscription, month))
  if (periods.length === 0) return undefined
  const former = await loadRateCard(stores, subscription)
  const rated = await ratedIn(stores, { subscription, periods, asOfMs })
  const before: Amount = { minor: rated.minor, currency: former.currency }
  const told = { offer: subscription.offer, before }
  const offer = ownEntry(draft.offers, subscription.offer)
  if (offer === undefined) return { ...told, state: 'no_such_offer' }
  if (offer.currency !== former.currency) return { ...told, state: 'other_currency' }
  const fresh = rateCard(subscription, draft)
  const notCounted = notCountedBy(former, fresh)
  if (notCounted.length > 0) return { ...told, state: 'not_counted', notCounted }
  const around = await aggregatesAround(stores, { former, fresh, periods })
  const recount = await countedAgain(stores, {
    ...{ former, fresh, span: around.span },
    aggregates: [...rated.aggregates, ...around.aggregates],
    periods: new Set(periods.map(({ fromMs }) => fromMs)),
  })
  if (recount === undefined) return { ...told, state: 'records_forgotten' }
  const minor = periods
    .map((period) => draftInvoice({ card: fresh, period, ...recount.inPeriod(period.fromMs), asOfMs }).total.minor)
    .reduce((sum, each) => sum + each, 0n)
  return { ...told, state: 'compared', after: { ...before, minor } }
}

function isIn({ fromMs, untilMs }: Subscription, month: Month): boolean {
  return fromMs < month.untilMs && (untilMs === undefined || month.fromMs < untilMs)
}

interface RatedIn {
  readonly subscription: Subscription
  readonly periods: readonly Month[]
  readonly asOfMs: number
}

/** The drafts as they were rated: what they come to, and what they were drawn from. */
async function ratedIn(
  stores: Needs,
  { subscription, periods, asOfMs }: RatedIn,
): Promise<{ readonly minor: bigint; readonly aggregates: readonly UsageAggregate[] }> {
  const aggregates: UsageAggregate[] = []
  let minor = 0n
  for (const { name } of periods) {
    const drafted = await draftOf(stores, asOfMs, { subscription, month: name })
    if (!drafted.ok) continue
    minor += drafted.value.draft.total.minor
    aggregates.push(...drafted.value.facts.aggregates)
  }
  return { minor, aggregates }
}

interface Cards {
  readonly former: RateCard
  readonly fresh: RateCard
  readonly periods: readonly Month[]
}

/**
 * Where one of both counts otherwise than by adding, a record over the end of a month may count in the other one: so the
 * months before and after are looked through too. Otherwise every record stands on a line of its own months.
 */
async function aggregatesAround(
  { rating }: Needs,
  { former, fresh, periods }: Cards,
): Promise<{
  readonly aggregates: readonly UsageAggregate[]
  readonly span: { readonly fromMs: number; readonly untilMs: number }
}> {
  const span = { fromMs: periods[0]?.fromMs ?? 0, untilMs: periods.at(-1)?.untilMs ?? 0 }
  if ([...former.metered, ...fresh.metered].every(isPlain)) return { aggregates: [], span }
  const { id, zone } = former.subscription
  const [before, after] = [monthOf(zone, span.fromMs - 1), monthOf(zone, span.untilMs)]
  return {
    aggregates: [...(await rating.aggregates([id], before.fromMs)), ...(await rating.aggregates([id], after.fromMs))],
    span: { fromMs: before.fromMs, untilMs: after.untilMs },
  }
}
