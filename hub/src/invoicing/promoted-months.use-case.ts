import { ownEntry } from '@octroi/shared/own-entry'
import { type Month, monthNamed, monthOf } from '@octroi/shared/time/month'
import { monthsAfter } from '@octroi/shared/time/period'
import type { Zone } from '@octroi/shared/time/zone'
import type { Account } from '../accounts/account.ts'
import type { Environment } from '../environment.ts'
import { mayBeUsedIn, type Promotions, promoteAll, type Used } from '../promotions/promote.ts'
import { billingCycle, isCalendarMonths } from '../rating/billing-cycle.ts'
import type { Stores } from '../stores.ts'
import type { DraftInvoice } from './draft-invoice.ts'
import { draftInvoices } from './draft-invoices.use-case.ts'

type Needs = Pick<Stores, 'accounts' | 'subscriptions' | 'catalogue' | 'rating'>

/** The bills that begin in a month, less what was promised. */
export interface PromotedMonth {
  readonly month: Month
  readonly drafts: readonly DraftInvoice[]
  /** By them and all bills before them. */
  readonly used: Used
}

export interface AskedMonths {
  readonly account: Account
  readonly promotions: Promotions
  /** Months that are read whether anything can be used in them or not; where it is absent all up to now are walked. */
  readonly names?: ReadonlySet<string>
  /** Every month from then on is read. */
  readonly everyFromMs?: number
  /** What bills would come to with more on them. */
  readonly extend?: (draft: DraftInvoice) => DraftInvoice
}

/** When a bill begins: the first of a subscription with it, though its period may be longer. */
export function billedFromMs({ period, subscription }: Pick<DraftInvoice, 'period' | 'subscription'>): number {
  return Math.max(period.fromMs, subscription.fromMs)
}

/**
 * The bills of an account in the order in which they begin, as far as time has come: what one used, the next ones cannot.
 * No bill is issued yet, so it is reckoned from the first on each time, and late usage moves it as it moves the bills. Months
 * in which nothing can be used that can be used up are left out.
 */
export async function* promotedMonths(
  stores: Needs,
  environment: Pick<Environment, 'nowMs'>,
  { account: { id, zone }, promotions, names, everyFromMs, extend = (draft) => draft }: AskedMonths,
): AsyncGenerator<PromotedMonth> {
  const longest = await longestPeriod(stores, { id, zone }, environment.nowMs())
  const begins = [
    ...promotions.credits.map(({ grantedAtMs }) => grantedAtMs),
    ...promotions.redemptions.map(({ fromMs }) => fromMs),
  ]
  // A bill that began earlier may still run when something is promised.
  const earliest = begins.map((ms) => Math.max(0, monthsAfter(zone, ms, -longest)))
  const fromMs = Math.min(...earliest, ...(everyFromMs === undefined ? [] : [everyFromMs]))
  let used: Used = new Map()
  for (const month of monthsToRead(zone, { fromMs, nowMs: environment.nowMs(), names })) {
    const reach = { fromMs: month.fromMs, untilMs: monthsAfter(zone, month.untilMs, longest) }
    const isEvery = everyFromMs !== undefined && everyFromMs < month.untilMs
    if (!isEvery && names?.has(month.name) !== true && !mayBeUsedIn(reach, promotions, used)) continue
    const drafted = await draftInvoices(stores, environment, { account: id, month: month.name })
    const inOrder = (drafted.ok ? drafted.value.map((draft) => extend(draft)) : []).toSorted(
      (left, right) => billedFromMs(left) - billedFromMs(right),
    )
    const promoted = promoteAll(inOrder, promotions, used)
    used = promoted.used
    yield { month, ...promoted }
  }
}

interface Reading {
  readonly fromMs: number
  readonly nowMs: number
  readonly names: ReadonlySet<string> | undefined
}

/** Every month up to now, or up to the last of those that are named; and those that are named. */
function monthsToRead(zone: Zone, { fromMs, nowMs, names }: Reading): readonly Month[] {
  const named = [...(names ?? [])].flatMap((name) => monthNamed(zone, name) ?? [])
  const untilMs = names === undefined ? nowMs + 1 : Math.min(nowMs + 1, Math.max(0, ...named.map((month) => month.untilMs)))
  const months = new Map(named.map((month) => [month.name, month]))
  if (fromMs < untilMs) {
    for (let month = monthOf(zone, fromMs); month.fromMs < untilMs; month = monthOf(zone, month.untilMs))
      months.set(month.name, month)
  }
  return [...months.values()].toSorted((left, right) => left.fromMs - right.fromMs)
}

const monthsIn = { week: 1, month: 1, quarter: 3, year: 12 } as const

/** How many months a bill of the account may reach beyond the one in which it begins. */
async function longestPeriod(
  { subscriptions, catalogue }: Pick<Needs, 'subscriptions' | 'catalogue'>,
  { id, zone }: Pick<Account, 'id' | 'zone'>,
  nowMs: number,
): Promise<number> {
  const known = new Map<string, number>()
  for (const subscription of await subscriptions.inForce(id, 0, monthsAfter(zone, nowMs, 1))) {
    const { catalogueVersion, offer } = subscription
    const key = `${catalogueVersion} ${offer}`
    if (known.has(key)) continue
    const version = await catalogue.get(catalogueVersion)
    const cycle = billingCycle((version && ownEntry(version.catalogue.offers, offer)) ?? {}, subscription)
    known.set(key, isCalendarMonths(cycle) ? 0 : monthsIn[cycle.every])
  }
  return Math.max(0, ...known.values())
}
