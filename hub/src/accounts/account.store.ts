import type { Standing } from '@octroi/shared/api/vocabulary'
import type { AccountId, ApiKeyId } from '@octroi/shared/ids/id'
import type { Page, PageRequest } from '../page.ts'
import type { Account, AccountStanding } from './account.ts'
import type { ApiKey } from './api-key.ts'
import type { BrowserSession } from './browser-session.ts'

export interface AccountStore {
  insert(account: Account): Promise<void>
  get(id: AccountId): Promise<Account | undefined>
  list(page: PageRequest): Promise<Page<Account>>
  /** Of those that exist. */
  standings(ids: readonly AccountId[]): Promise<ReadonlyMap<AccountId, Standing>>
  setStanding(id: AccountId, standing: Required<AccountStanding>): Promise<void>
  insertApiKey(key: ApiKey): Promise<void>
  getApiKey(id: ApiKeyId): Promise<ApiKey | undefined>
  /** Revoked ones too, newest first: of one account or of all. */
  apiKeys(page: PageRequest, account?: AccountId): Promise<Page<ApiKey>>
  revokeApiKey(id: ApiKeyId, revokedAtMs: number): Promise<void>

  insertSession(session: BrowserSession): Promise<void>
  getSession(tokenHash: Uint8Array): Promise<BrowserSession | undefined>
  removeSession(tokenHash: Uint8Array): Promise<void>
  /** Forgets sessions that have expired at the instant. */
  forgetSessions(nowMs: number): Promise<void>
}
