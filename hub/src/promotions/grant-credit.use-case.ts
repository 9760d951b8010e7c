import { conflict, type Failure, invalid, notFound } from '@octroi/shared/errors/failure'
import { fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId } from '@octroi/shared/ids/id'
import type { Amount } from '@octroi/shared/money/amount'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import type { Credit } from './credit.ts'

export interface GrantCredit {
  readonly account: AccountId
  readonly amount: Amount
  readonly reason?: string | undefined
  readonly expiresAtMs?: number | undefined
  readonly priority?: number | undefined
  /** Where it is made of points. */
  readonly points?: number
}

/** As many credits as one account can have been granted: every bill looks at all of them. */
const creditsAtMost = 1000

/** Grants promotional credit, which lowers the bill of the month that runs and those after it. */
export async function grantCredit(
  stores: Pick<Stores, 'accounts' | 'promotions'>,
  { ids, nowMs }: Environment,
  { account, amount, reason, expiresAtMs, priority = 0, points }: GrantCredit,
): Promise<Result<Credit, Failure>> {
  if ((await stores.accounts.get(account)) === undefined) return err(notFound('account', account))
  const now = nowMs()
  if (expiresAtMs !== undefined && expiresAtMs <= now)
    return err(invalid([fault('expiresAt', 'in_the_past', 'must be in the future')]))
  if ((await stores.promotions.creditsOf(account)).length >= creditsAtMost) return err(tooMany)
  const credit: Credit = {
    ...{ id: ids.next('credit'), account, amount, priority, grantedAtMs: now },
    ...(reason === undefined ? {} : { reason }),
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
    ...(points === undefined ? {} : { points }),
  }
  await stores.promotions.addCredit(credit)
  return ok(credit)
}

const tooMany = conflict('credits_too_many', `An account can be granted at most ${creditsAtMost} credits.`)
