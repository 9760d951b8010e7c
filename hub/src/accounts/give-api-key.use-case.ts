import { type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { type GiveApiKey, type IssuedApiKey, issueApiKey } from './api-key.ts'

export async function giveApiKey(
  { accounts }: Pick<Stores, 'accounts'>,
  environment: Environment,
  request: GiveApiKey,
): Promise<Result<IssuedApiKey, Failure>> {
  if ((await accounts.get(request.account)) === undefined) return err(notFound('account', request.account))
  const issued = issueApiKey(environment, request)
  await accounts.insertApiKey(issued.key)
  return ok(issued)
}
