import { type Failure, notFound } from '@octroi/shared/errors/failure'
import { invariant } from '@octroi/shared/errors/invariant'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId } from '@octroi/shared/ids/id'
import { type Amount, roundToAmount } from '@octroi/shared/money/amount'
import type { Currency } from '@octroi/shared/money/currency'
import { type Rational, sum } from '@octroi/shared/money/rational'
import type { Month } from '@octroi/shared/time/month'
import type { Environment } from '../environment.ts'
import { askedMonth } from '../rating/asked-month.ts'
import type { Stores } from '../stores.ts'
import type { SharedPart } from './settlement.store.ts'

/** Shares one statement lists; the totals count them all only up to here, and say so. */
const partsAtMost = 10_000

/** What a partner earned in a month of the tenant's zone: every share, and the total of each currency. */
export interface PartnerStatement {
  readonly account: AccountId
  readonly period: Month
  readonly parts: readonly SharedPart[]
  readonly totals: readonly { readonly exact: Rational; readonly amount: Amount }[]
  /** There are more shares than it lists. */
  readonly isCut: boolean
}

export async function partnerStatement(
  { tenants, accounts, settlement }: Pick<Stores, 'tenants' | 'accounts' | 'settlement'>,
  { nowMs }: Environment,
  { account: id, month }: { readonly account: AccountId; readonly month?: string },
): Promise<Result<PartnerStatement, Failure>> {
  const account = await accounts.get(id)
  if (account === undefined) return err(notFound('account', id))
  const tenant = await tenants.get()
  invariant(tenant !== undefined, 'an account has its tenant')
  const asked = askedMonth(tenant.zone, month, nowMs())
  if (!asked.ok) return asked
  const period = asked.value
  const found = await settlement.sharesOfPartner(id, { ...period, limit: partsAtMost + 1 })
  const parts = found.slice(0, partsAtMost)
  return ok({ account: id, period, parts, totals: totalsOf(parts), isCut: found.length > partsAtMost })
}

function totalsOf(parts: readonly SharedPart[]): PartnerStatement['totals'] {
  const currencies = [...new Set(parts.map(({ charge }) => charge.currency))]
  return currencies.map((currency: Currency) => {
    const exact = sum(parts.filter(({ charge }) => charge.currency === currency).map((part) => part.exact))
    return { exact, amount: roundToAmount(exact, currency) }
  })
}
