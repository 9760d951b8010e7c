import { equalBytes } from '@octroi/shared/crypto/bytes'
import { type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId, TenantId } from '@octroi/shared/ids/id'
import type { Zone } from '@octroi/shared/time/zone'
import type { Environment } from '../environment.ts'
import type { AccountStore } from './account.store.ts'
import type { Account } from './account.ts'
import { type ApiKey, hashSecret, type IssuedApiKey, issueApiKey, type PresentedApiKey, type Role } from './api-key.ts'

interface Stores {
  readonly accounts: AccountStore
}

export async function openAccount(
  { accounts }: Stores,
  { ids, nowMs }: Environment,
  { name, zone }: { readonly name: string; readonly zone: Zone },
): Promise<Account> {
  const account = { id: ids.next('account'), name, zone, createdAtMs: nowMs() }
  await accounts.insert(account)
  return account
}

export async function giveApiKey(
  { accounts }: Stores,
  environment: Environment,
  request: { readonly tenant: TenantId; readonly account: AccountId; readonly role: Role; readonly label: string },
): Promise<Result<IssuedApiKey, Failure>> {
  if ((await accounts.get(request.account)) === undefined) return err(notFound('account', request.account))
  const issued = issueApiKey(environment, request)
  await accounts.insertApiKey(issued.key)
  return ok(issued)
}

/** The key behind a presented token, or undefined: no word on which part of it was wrong. */
export async function authenticate(
  { accounts }: Stores,
  { crypto }: Environment,
  presented: PresentedApiKey,
): Promise<ApiKey | undefined> {
  const key = await accounts.getApiKey(presented.id)
  const matches = equalBytes(hashSecret(crypto, presented.secret), key?.secretHash ?? new Uint8Array(32))
  return key !== undefined && matches && key.revokedAtMs === undefined ? key : undefined
}
