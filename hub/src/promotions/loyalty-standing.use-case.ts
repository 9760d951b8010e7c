import { type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId } from '@octroi/shared/ids/id'
import { add, multiply, type Rational, rational } from '@octroi/shared/money/rational'
import { ownEntry } from '@octroi/shared/own-entry'
import { monthOf } from '@octroi/shared/time/month'
import type { Loyalty } from '../catalogue/loyalty.ts'
import type { Environment } from '../environment.ts'
import type { DraftInvoice } from '../invoicing/draft-invoice.ts'
import { promotionsOf } from '../invoicing/promoted-drafts.use-case.ts'
import { promotedMonths } from '../invoicing/promoted-months.use-case.ts'
import { exactOf } from '../rating/exact-of.ts'
import { exactPrice } from '../rating/exact-price.ts'
import type { Stores } from '../stores.ts'
import { type EarnedPoints, type Earning, pointsLeft, pointsOf } from './points.ts'

type Needs = Pick<Stores, 'accounts' | 'subscriptions' | 'catalogue' | 'rating' | 'promotions'>

/** How an account stands with the points of the tenant. */
export interface LoyaltyStanding {
  /** In effect now. */
  readonly programme: Loyalty | undefined
  /** By months that are over, in their order. */
  readonly months: readonly (EarnedPoints & { readonly rate: string })[]
  readonly redeemed: bigint
  readonly balance: bigint
}

/**
 * Nothing is paid through the hub yet, so what earns points is what the bills of a month come to once they are over: from
 * the month in which the account was opened, at the version of the catalogue in effect when each month ended.
 */
export async function loyaltyStanding(
  stores: Needs,
  environment: Pick<Environment, 'nowMs'>,
  id: AccountId,
): Promise<Result<LoyaltyStanding, Failure>> {
  const account = await stores.accounts.get(id)
  if (account === undefined) return err(notFound('account', id))
  const now = environment.nowMs()
  const promotions = await promotionsOf(stores, id)
  const asked = { account, promotions, everyFromMs: account.createdAtMs }
  const opened = monthOf(account.zone, account.createdAtMs)
  const [earnings, rates]: [Earning[], Map<string, string>] = [[], new Map()]
  for await (const { month, drafts: all } of promotedMonths(stores, environment, asked)) {
    if (month.fromMs < opened.fromMs || now < month.untilMs) continue
    const programme = await programmeAt(stores, month.untilMs - 1)
    if (programme === undefined) continue
    const drafts = all.filter(({ period }) => period.untilMs <= now)
    const of = programme.per === 'billed' ? billed(drafts, programme) : await usedOf(stores, drafts, programme)
    earnings.push({ period: month.name, of, rate: exactPrice(programme.rate) })
    rates.set(month.name, programme.rate)
  }
  const earned = pointsOf(earnings)
  const redeemed = promotions.credits.reduce((sum, { points = 0 }) => sum + BigInt(points), 0n)
  return ok({
    programme: await programmeAt(stores, now),
    months: earned.map((each) => ({ ...each, rate: rates.get(each.period) ?? '' })),
    redeemed,
    balance: pointsLeft(earned, redeemed),
  })
}

async function programmeAt({ catalogue }: Pick<Stores, 'catalogue'>, ms: number): Promise<Loyalty | undefined> {
  return (await catalogue.inEffectAt(ms))?.catalogue.loyalty
}

/** Net of everything, promotional credit too. */
function billed(drafts: readonly DraftInvoice[], { currency }: Loyalty): Rational {
  return drafts
    .filter(({ total }) => total.currency === currency)
    .reduce((sum, { total }) => add(sum, exactOf(total)), rational(0n))
}

/** What the bills say was used of a meter, in its unit: of each subscription and version by one price, since all of them count the same. */
async function usedOf(stores: Pick<Stores, 'catalogue'>, drafts: readonly DraftInvoice[], { meter }: Loyalty): Promise<Rational> {
  let used = rational(0n)
  for (const { subscription, lines } of drafts) {
    for (const version of new Set(lines.map((line) => line.version))) {
      const known = await stores.catalogue.get(version)
      const { prices = {} } = (known && ownEntry(known.catalogue.offers, subscription.offer)) ?? {}
      const [key, price] = Object.entries(prices).find(([, each]) => each.model !== 'flat' && each.meter === meter) ?? []
      const size = price !== undefined && 'unit' in price && price.unit !== undefined ? exactPrice(price.unit.size) : rational(1n)
      const ofPrice = lines.filter((line) => line.price === key && line.version === version)
      used = ofPrice.reduce((sum, { quantity }) => add(sum, multiply(quantity, size)), used)
    }
  }
  return used
}

/** The months of a list of points that are shown. */
export const monthsShown = 24
