import type { Account } from '../accounts/account.ts'
import type { Environment } from '../environment.ts'
import { promotionsOf } from '../invoicing/promoted-drafts.use-case.ts'
import { promotedMonths } from '../invoicing/promoted-months.use-case.ts'
import type { Stores } from '../stores.ts'
import type { Credit } from './credit.ts'
import type { Used } from './promote.ts'

type Needs = Pick<Stores, 'accounts' | 'subscriptions' | 'catalogue' | 'rating' | 'promotions'>

/** What bills have used of an account's credits, the drafts that run among them, as if they ended now. */
export async function usedCredits(stores: Needs, environment: Pick<Environment, 'nowMs'>, account: Account): Promise<Used> {
  const promotions = await promotionsOf(stores, account.id)
  let used: Used = new Map()
  if (promotions.credits.length === 0) return used
  for await (const month of promotedMonths(stores, environment, { account, promotions })) used = month.used
  return used
}

/** In minor units; nothing once it expired. */
export function leftOf({ id, amount, expiresAtMs }: Credit, used: Used, nowMs: number): bigint {
  return expiresAtMs !== undefined && expiresAtMs <= nowMs ? 0n : amount.minor - (used.get(id) ?? 0n)
}
