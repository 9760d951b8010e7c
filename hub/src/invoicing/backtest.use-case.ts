import { invariant } from '@octroi/shared/errors/invariant'
import type { AccountId, TenantId } from '@octroi/shared/ids/id'
import type { Amount } from '@octroi/shared/money/amount'
import { ownEntry } from '@octroi/shared/own-entry'
import { monthNamed } from '@octroi/shared/time/month'
import { monthsAfter, periodAt } from '@octroi/shared/time/period'
import { dayMs, type Zone } from '@octroi/shared/time/zone'
import type { Account } from '../accounts/account.ts'
import { minimumTermMonthsAtMost } from '../catalogue/billing.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Environment } from '../environment.ts'
import type { Page, PageRequest } from '../page.ts'
import { type BillingPeriod, billingPeriodsIn } from '../rating/billing-period.ts'
import { loadBoughtCard } from '../rating/load-rate-cards.use-case.ts'
import type { TimeSpan } from '../rating/models/prorate.ts'
import { isPlain, type RateCard, rateCard } from '../rating/rate-card.ts'
import type { UsageAggregate } from '../rating/usage-aggregate.ts'
import type { Stores } from '../stores.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { Transactor } from '../transactor.ts'
import { countedAgain } from '../usage/counted-again.use-case.ts'
import type { AskedMonths } from './asked-months.ts'
import { type BacktestRow, type Comparison, notCountedBy, rowsOf } from './backtest.ts'
import { draftInvoice } from './draft-invoice.ts'
import { draftFacts } from './draft-invoices.use-case.ts'

type Needs = Pick<Stores, 'accounts' | 'subscriptions' | 'catalogue' | 'rating' | 'journals' | 'authorizations'>

export interface Backtest {
  readonly storage: Transactor<Needs>
  readonly environment: Pick<Environment, 'nowMs'>
  readonly tenant: TenantId
  readonly draft: Catalogue
  readonly months: AskedMonths
  /** Subscriptions to any offer where it is absent. */
  readonly offer?: string | undefined
  /** A page ends after the account that reaches so many: nobody waits for many large accounts at once. */
  readonly subscriptionsOfPage?: number
}

const subscriptionsUsually = 200

/**
 * What past months would have cost under a draft, for a page of accounts. Each subscription is read in a transaction of its
 * own: what is held in memory, and for how long anybody waits, does not grow with the tenant.
 */
export async function backtest(asked: Backtest, page: PageRequest): Promise<Page<BacktestRow>> {
  const { storage, tenant, subscriptionsOfPage = subscriptionsUsually } = asked
  const { items: accounts, next } = await storage.read(tenant, (stores) => stores.accounts.list(page))
  const rows: BacktestRow[] = []
  let compared = 0
  for (const account of accounts) {
    const found = await backtestAccount(asked, account)
    rows.push(...found)
    compared += found.reduce((sum, { subscriptions }) => sum + subscriptions, 0)
    if (compared >= subscriptionsOfPage && account !== accounts.at(-1)) return { items: rows, next: account.id }
  }
  return { items: rows, ...(next === undefined ? {} : { next }) }
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

/**
 * Subscriptions keep the zone in which they were bought, so the months may begin a little sooner or later; and a minimum term
 * goes on after an end.
 */
function subscriptionsIn(
  { subscriptions }: Needs,
  account: AccountId,
  { zone, months }: InZone,
): Promise<readonly Subscription[]> {
  const { fromMs, untilMs } = spanOf(zone, months)
  const sinceMs = Math.max(0, monthsAfter(zone, fromMs, -minimumTermMonthsAtMost) - dayMs)
  return subscriptions.inForce(account, sinceMs, untilMs + dayMs)
}

function spanOf(zone: Zone, { from, to }: AskedMonths): TimeSpan {
  const [first, last] = [monthNamed(zone, from), monthNamed(zone, to)]
  invariant(first !== undefined && last !== undefined, 'months are checked when they are asked for')
  return { fromMs: first.fromMs, untilMs: last.untilMs }
}

/** Undefined where no period of the subscription begins in the months. */
async function compare(stores: Needs, asked: Backtest, subscription: Subscription): Promise<Comparison | undefined> {
  const { draft, months, environment } = asked
  const asOfMs = environment.nowMs()
  const former = await loadBoughtCard(stores, subscription)
  const span = spanOf(subscription.zone, months)
  const rated = await ratedIn(stores, { former, periods: billingPeriodsIn(former, span), asOfMs })
  const before: Amount = { minor: rated.minor, currency: former.currency }
  const told = { offer: subscription.offer, before }
  const offer = ownEntry(draft.offers, subscription.offer)
  if (offer === undefined) return rated.periods.length === 0 ? undefined : { ...told, state: 'no_such_offer' }
  const fresh = rateCard(subscription, draft)
  const periods = billingPeriodsIn(fresh, span)
  if (rated.periods.length + periods.length === 0) return undefined
  const hindrance = hindranceOf({ cards: rated.cards, former, fresh }, rated.periods, periods)
  if (hindrance !== undefined) return { ...told, ...hindrance }
  const around = await aggregatesAround(stores, { former, cards: [...rated.cards, fresh], periods: rated.periods })
  const recount = await countedAgain(stores, {
    ...{ formers: rated.cards, fresh, span: around.span },
    aggregates: [...rated.aggregates, ...around.aggregates],
    periods: new Set(rated.periods.map(({ fromMs }) => fromMs)),
  })
  if (recount === undefined) return { ...told, state: 'records_forgotten' }
  const minor = periods
    .map((period) => draftInvoice({ card: fresh, period, ...recount.inPeriod(period.fromMs), asOfMs }).total.minor)
    .reduce((sum, each) => sum + each, 0n)
  return { ...told, state: 'compared', after: { ...before, minor } }
}

/** Why both cannot be compared, before anything is read again. */
function hindranceOf(
  { cards, former, fresh }: { readonly cards: readonly RateCard[]; readonly former: RateCard; readonly fresh: RateCard },
  before: readonly BillingPeriod[],
  after: readonly BillingPeriod[],
): Pick<Comparison, 'state' | 'notCounted'> | undefined {
  if (fresh.currency !== former.currency) return { state: 'other_currency' }
  const isSameTime = before[0]?.fromMs === after[0]?.fromMs && before.at(-1)?.untilMs === after.at(-1)?.untilMs
  if (!isSameTime) return { state: 'other_periods' }
  const notCounted = notCountedBy(cards, fresh)
  return notCounted.length > 0 ? { state: 'not_counted', notCounted } : undefined
}

interface RatedIn {
  readonly former: RateCard
  readonly periods: readonly BillingPeriod[]
  readonly asOfMs: number
}

/** The drafts as they were rated: what they come to, and what they were drawn from. */
async function ratedIn(stores: Needs, { former, periods, asOfMs }: RatedIn) {
  const aggregates: UsageAggregate[] = []
  const cards = new Map<number, RateCard>()
  let minor = 0n
  for (const period of periods) {
    const facts = await draftFacts(stores, asOfMs, { subscription: former.subscription, period })
    minor += draftInvoice(facts).total.minor
    aggregates.push(...facts.aggregates)
    for (const card of facts.cards) cards.set(card.version, card)
  }
  return { minor, aggregates, periods, cards: [...cards.values()] }
}

interface Cards {
  readonly former: RateCard
  /** All that count the usage, before and under the draft. */
  readonly cards: readonly RateCard[]
  readonly periods: readonly BillingPeriod[]
}

interface Around {
  readonly aggregates: readonly UsageAggregate[]
  readonly span: TimeSpan
}

/**
 * Where one of both counts otherwise than by adding, a record over the end of a period may count in the other one: so the
 * periods before and after are looked through too. Otherwise every record stands on a line of its own periods.
 */
async function aggregatesAround({ rating }: Needs, { former, cards, periods }: Cards): Promise<Around> {
  const span = { fromMs: periods[0]?.fromMs ?? 0, untilMs: periods.at(-1)?.untilMs ?? 0 }
  if (cards.flatMap(({ metered }) => metered).every(isPlain)) return { aggregates: [], span }
  const { id } = former.subscription
  const [before, after] = [periodAt(former.cycle, span.fromMs - 1), periodAt(former.cycle, span.untilMs)]
  return {
    aggregates: [...(await rating.aggregates([id], before.fromMs)), ...(await rating.aggregates([id], after.fromMs))],
    span: { fromMs: before.fromMs, untilMs: after.untilMs },
  }
}
