import type { Failure } from '@octroi/shared/errors/failure'
import { ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId } from '@octroi/shared/ids/id'
import { type Month, monthOf } from '@octroi/shared/time/month'
import type { Account } from '../accounts/account.ts'
import type { Environment } from '../environment.ts'
import { mayBeUsedIn, type Promotions, promote, type Used } from '../promotions/promote.ts'
import { askedMonth } from '../rating/asked-month.ts'
import type { Stores } from '../stores.ts'
import type { DraftInvoice } from './draft-invoice.ts'
import { draftInvoices } from './draft-invoices.use-case.ts'

type Needs = Pick<Stores, 'accounts' | 'subscriptions' | 'catalogue' | 'rating' | 'promotions'>

/** The bills of an account for a month, less its coupons and its promotional credit. */
export async function promotedDrafts(
  stores: Needs,
  environment: Pick<Environment, 'nowMs'>,
  asked: { readonly account: AccountId; readonly month?: string },
): Promise<Result<readonly DraftInvoice[], Failure>> {
  const drafted = await draftInvoices(stores, environment, asked)
  const account = await stores.accounts.get(asked.account)
  if (!drafted.ok || account === undefined) return drafted
  const month = askedMonth(account.zone, asked.month, environment.nowMs())
  if (!month.ok) return month
  const promotions = await promotionsOf(stores, asked.account)
  let used: Used = new Map()
  for await (const before of promotedMonths(stores, environment, { account, promotions, before: month.value })) used = before.used
  return ok(promoteAll(drafted.value, promotions, used).drafts)
}

/** A bill as it stands among those of its account and month; by itself where it is none of them. */
export async function promotedDraft(
  stores: Needs,
  environment: Pick<Environment, 'nowMs'>,
  draft: DraftInvoice,
): Promise<DraftInvoice> {
  const { subscription, period } = draft
  const month = monthOf(subscription.zone, period.fromMs).name
  const among = await promotedDrafts(stores, environment, { account: subscription.account, month })
  const isIt = (each: DraftInvoice): boolean => each.subscription.id === subscription.id && each.period.fromMs === period.fromMs
  return (among.ok ? among.value.find(isIt) : undefined) ?? draft
}

export async function promotionsOf({ promotions }: Pick<Stores, 'promotions'>, account: AccountId): Promise<Promotions> {
  return { redemptions: await promotions.redemptionsOf(account), credits: await promotions.creditsOf(account) }
}

export interface PromotedMonth {
  readonly month: Month
  readonly drafts: readonly DraftInvoice[]
  /** By this month's bills and all before them. */
  readonly used: Used
}

export interface AskedMonths {
  readonly account: Account
  readonly promotions: Promotions
  readonly before: Month
  /** From the month that holds it, each of them; where it is absent only those in which something is used that can be used up. */
  readonly everyFromMs?: number
}

/**
 * The bills of an account before a month, in their order, as far as time has come: what one used, the next ones cannot. No
 * bill is issued yet, so it is reckoned from the first on each time, and late usage moves it as it moves the bills.
 */
export async function* promotedMonths(
  stores: Needs,
  environment: Pick<Environment, 'nowMs'>,
  { account: { id, zone }, promotions, before, everyFromMs }: AskedMonths,
): AsyncGenerator<PromotedMonth> {
  const begins = [
    ...promotions.credits.map(({ grantedAtMs }) => grantedAtMs),
    ...promotions.redemptions.map(({ fromMs }) => fromMs),
    ...(everyFromMs === undefined ? [] : [everyFromMs]),
  ]
  const untilMs = Math.min(before.fromMs, environment.nowMs())
  let used: Used = new Map()
  if (begins.length === 0) return
  for (let month = monthOf(zone, Math.min(...begins)); month.fromMs < untilMs; month = monthOf(zone, month.untilMs)) {
    if (everyFromMs === undefined && !mayBeUsedIn(month, promotions, used)) continue
    const drafted = await draftInvoices(stores, environment, { account: id, month: month.name })
    const promoted = promoteAll(drafted.ok ? drafted.value : [], promotions, used)
    used = promoted.used
    yield { month, ...promoted }
  }
}

/** The bills of a month take turns in their order. */
function promoteAll(drafts: readonly DraftInvoice[], promotions: Promotions, before: Used): Omit<PromotedMonth, 'month'> {
  let used = before
  const promoted = drafts.map((draft) => {
    const done = promote(draft, promotions, used)
    used = done.used
    return done.draft
  })
  return { drafts: promoted, used }
}
