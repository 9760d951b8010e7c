import { conflict, type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId } from '@octroi/shared/ids/id'
import { dayMs } from '@octroi/shared/time/zone'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { resaleState, type SupplierResale } from './resale.ts'
import { issueResaleCode } from './resale-code.ts'

type Needs = Pick<Stores, 'accounts' | 'tenants' | 'resales' | 'across'>

/** Long enough to reach the other side by any way. */
const codeDays = 14

/**
 * Proposes to a tenant that it sells on what this one supplies. Which tenant that is shows when it accepts with the code;
 * until then nothing is written on its side, and this one learns nothing of it.
 */
export async function proposeResale(
  { accounts, tenants, resales, across }: Needs,
  environment: Environment,
  account: AccountId,
): Promise<Result<{ readonly resale: SupplierResale; readonly code: string }, Failure>> {
  const found = await accounts.get(account)
  if (found === undefined || found.erased !== undefined) return err(notFound('account', account))
  if ((await tenants.get())?.operator === account) return err(ownAccount)
  const nowMs = environment.nowMs()
  const isTaken = (await resales.ofAccount(account)).some((each) => ['proposed', 'agreed'].includes(resaleState(each, nowMs)))
  if (isTaken) return err(standsAlready)
  const id = environment.ids.next('resale')
  const { hash, code } = issueResaleCode(environment, { supplier: across.own, resale: id })
  const resale: SupplierResale = {
    id,
    side: 'supplier',
    account,
    code: { hash, expiresAtMs: nowMs + codeDays * dayMs },
    proposedAtMs: nowMs,
  }
  await resales.insert(resale)
  return ok({ resale, code })
}

const ownAccount = conflict('account_is_operator', 'The operator’s own account cannot stand for a reseller.')
const standsAlready = conflict(
  'resale_exists',
  'The account stands for a reseller already, or a proposal for it is open: end that first.',
)
