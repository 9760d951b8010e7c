import { type Failure, invalid } from '@octroi/shared/errors/failure'
import { fault } from '@octroi/shared/errors/fault'
import { invariant } from '@octroi/shared/errors/invariant'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { ownEntry } from '@octroi/shared/own-entry'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { agreementFaults, partnersOf, type Share, type ShareAgreement } from './share-agreement.ts'

type Needs = Pick<Stores, 'tenants' | 'accounts' | 'catalogue' | 'settlement'>

export interface AgreeShares {
  readonly offer: string
  readonly shares: readonly Share[]
}

/** Records who shares in the charges under an offer, from now on. An empty agreement ends the one before. */
export async function agreeShares(
  { tenants, accounts, catalogue, settlement }: Needs,
  { ids, nowMs }: Environment,
  { offer, shares }: AgreeShares,
): Promise<Result<ShareAgreement, Failure>> {
  const tenant = await tenants.get()
  invariant(tenant !== undefined, 'the caller has a tenant')
  const latest = await catalogue.latest()
  const faults = [...agreementFaults(tenant.operator, shares)]
  const isOffered = latest !== undefined && ownEntry(latest.catalogue.offers, offer) !== undefined
  // An offer that is no longer made is still charged under, so what was agreed on it can be changed.
  if (!isOffered && !(await settlement.agreements()).some((agreement) => agreement.offer === offer)) {
    faults.push(fault('offer', 'offer_not_found', `The newest catalogue has no offer \`${offer}\`.`))
  }
  for (const account of new Set(partnersOf(shares))) {
    if ((await accounts.get(account)) === undefined)
      faults.push(fault('shares', 'account_not_found', `There is no account ${account}.`))
  }
  if (faults.length > 0) return err(invalid(faults))
  const agreement = { id: ids.next('agreement'), offer, fromMs: nowMs(), shares, agreedAtMs: nowMs() }
  await settlement.insertAgreement(agreement)
  return ok(agreement)
}
