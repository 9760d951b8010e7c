import type { Failure } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import type { ApiKey, PresentedApiKey } from './api-key.ts'
import { authenticate } from './authenticate.use-case.ts'
import { newBrowserSession, type OpenedSession } from './browser-session.ts'

/** Opens a session of a browser for an account holder; keys of other roles do more than a browser should carry. */
export async function signIn(
  stores: Pick<Stores, 'accounts'>,
  environment: Environment,
  presented: PresentedApiKey,
): Promise<Result<OpenedSession, Failure>> {
  const key = await authenticate(stores, environment, presented)
  if (key === undefined) {
    return err({ kind: 'unauthenticated', code: 'api_key_invalid', detail: 'There is no such API key.' })
  }
  if (key.role !== 'account_holder') {
    return err({ kind: 'forbidden', code: 'role_required', detail: 'Only the key of an account holder signs in here.' })
  }
  const opened = newBrowserSession(environment, key)
  await stores.accounts.insertSession(opened.session)
  return ok(opened)
}

/** The key that a session stands for, while both last. */
export async function keyOfSession(
  { accounts }: Pick<Stores, 'accounts'>,
  { nowMs }: Environment,
  tokenHash: Uint8Array,
): Promise<ApiKey | undefined> {
  const session = await accounts.getSession(tokenHash)
  if (session === undefined || session.expiresAtMs <= nowMs()) return undefined
  const key = await accounts.getApiKey(session.key)
  return key?.revokedAtMs === undefined ? key : undefined
}
