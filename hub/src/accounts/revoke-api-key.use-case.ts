import { type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId, ApiKeyId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'

/** Ends a key, and with it every browser session it opened. Asking again changes nothing. */
export async function revokeApiKey(
  { accounts }: Pick<Stores, 'accounts'>,
  { nowMs }: Environment,
  { account, key: id }: { readonly account: AccountId; readonly key: ApiKeyId },
): Promise<Result<void, Failure>> {
  const key = await accounts.getApiKey(id)
  if (key?.account !== account) return err(notFound('api_key', id))
  if (key.revokedAtMs === undefined) await accounts.revokeApiKey(id, nowMs())
  return ok(undefined)
}
