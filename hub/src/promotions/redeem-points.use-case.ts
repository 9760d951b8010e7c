import { conflict, type Failure, invalid } from '@octroi/shared/errors/failure'
import { fault } from '@octroi/shared/errors/fault'
import { invariant } from '@octroi/shared/errors/invariant'
import { err, type Result } from '@octroi/shared/errors/result'
import type { AccountId } from '@octroi/shared/ids/id'
import { parseAmount } from '@octroi/shared/money/amount'
import { dayMs } from '@octroi/shared/time/zone'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import type { Credit } from './credit.ts'
import { grantCredit } from './grant-credit.use-case.ts'
import { loyaltyStanding } from './loyalty-standing.use-case.ts'

type Needs = Pick<Stores, 'accounts' | 'subscriptions' | 'catalogue' | 'rating' | 'promotions'>

/** Makes promotional credit of points that the account has. */
export async function redeemPoints(
  stores: Needs,
  environment: Environment,
  { account, points }: { readonly account: AccountId; readonly points: number },
): Promise<Result<Credit, Failure>> {
  const standing = await loyaltyStanding(stores, environment, account)
  if (!standing.ok) return standing
  const { programme, balance } = standing.value
  if (programme === undefined) return err(conflict('loyalty_absent', 'The catalogue in effect gives no points.'))
  const { name, currency, redeem } = programme
  if (points % redeem.points !== 0) {
    return err(invalid([fault('points', 'not_a_multiple', `must be a multiple of ${redeem.points}`)]))
  }
  if (BigInt(points) > balance) return err(conflict('points_short', `The account has ${balance} points to redeem.`))
  const each = parseAmount(redeem.amount, currency)
  invariant(each !== undefined, 'publishing checked the amount')
  return grantCredit(stores, environment, {
    ...{ account, points, reason: name },
    amount: { ...each, minor: each.minor * BigInt(points / redeem.points) },
    ...(redeem.validDays === undefined ? {} : { expiresAtMs: environment.nowMs() + redeem.validDays * dayMs }),
  })
}
