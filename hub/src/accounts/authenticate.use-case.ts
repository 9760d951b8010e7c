import { equalBytes } from '@octroi/shared/crypto/bytes'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { type ApiKey, hashKeySecret, type PresentedApiKey } from './api-key.ts'

const noHash = new Uint8Array(32)

/** The key behind a presented token, or undefined: no word on which part of it was wrong. */
export async function authenticate(
  { accounts }: Pick<Stores, 'accounts'>,
  { crypto }: Environment,
  presented: PresentedApiKey,
): Promise<ApiKey | undefined> {
  const key = await accounts.getApiKey(presented.id)
  const matches = equalBytes(hashKeySecret(crypto, presented), key?.secretHash ?? noHash)
  return key !== undefined && matches && key.revokedAtMs === undefined ? key : undefined
}
