import { monthOf } from '@octroi/shared/time/month'
import type { Account } from '../accounts/account.ts'
import type { Environment } from '../environment.ts'
import { promotedMonths, promotionsOf } from '../invoicing/promoted-drafts.use-case.ts'
import type { Stores } from '../stores.ts'
import type { Credit } from './credit.ts'
import type { Used } from './promote.ts'

type Needs = Pick<Stores, 'accounts' | 'subscriptions' | 'catalogue' | 'rating' | 'promotions'>

/** What bills have used of an account's credits, the draft of the month that runs among them, as if it ended now. */
export async function usedCredits(stores: Needs, environment: Pick<Environment, 'nowMs'>, account: Account): Promise<Used> {
  const promotions = await promotionsOf(stores, account.id)
  const { untilMs } = monthOf(account.zone, environment.nowMs())
  let used: Used = new Map()
  const asked = { account, promotions, before: monthOf(account.zone, untilMs) }
  for await (const month of promotedMonths(stores, environment, asked)) used = month.used
  return used
}

/** In minor units; nothing once it expired. */
export function leftOf({ id, amount, expiresAtMs }: Credit, used: Used, nowMs: number): bigint {
  return expiresAtMs !== undefined && expiresAtMs <= nowMs ? 0n : amount.minor - (used.get(id) ?? 0n)
}
