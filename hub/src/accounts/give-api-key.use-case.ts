import { type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { type GiveApiKey, type IssuedApiKey, issueApiKey } from './api-key.ts'

export async function giveApiKey(
  { accounts, tenants }: Pick<Stores, 'accounts' | 'tenants'>,
  environment: Environment,
  request: Omit<GiveApiKey, 'mode'>,
): Promise<Result<IssuedApiKey, Failure>> {
  if ((await accounts.get(request.account)) === undefined) return err(notFound('account', request.account))
  const tenant = await tenants.get()
  if (tenant === undefined) return err(notFound('tenant', request.tenant))
  const issued = issueApiKey(environment, { ...request, mode: tenant.mode })
  await accounts.insertApiKey(issued.key)
  return ok(issued)
}
