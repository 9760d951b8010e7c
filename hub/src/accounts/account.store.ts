import type { Standing } from '@octroi/shared/api/vocabulary'
import type { AccountId, ApiKeyId } from '@octroi/shared/ids/id'
import type { Page, PageRequest } from '../page.ts'
import type { Account, AccountStanding } from './account.ts'
import type { ApiKey } from './api-key.ts'
import type { BrowserSession } from './browser-session.ts'
import type { StandingChange } from './standing-change.ts'

export interface SoughtAccounts {
  /** Already folded. */
  readonly namePrefix?: string
  readonly standing?: Standing
}

export interface AccountStore {
  insert(account: Account): Promise<void>
  get(id: AccountId): Promise<Account | undefined>
  list(page: PageRequest): Promise<Page<Account>>
  /** Of those that exist. */
  standings(ids: readonly AccountId[]): Promise<ReadonlyMap<AccountId, Standing>>
  setStanding(id: AccountId, standing: Required<AccountStanding>): Promise<void>
  setName(id: AccountId, name: string): Promise<void>
  /** Of those that exist. */
  getAll(ids: readonly AccountId[]): Promise<readonly Account[]>
  /** By the beginning of the folded name, in its order; without one, newest first. */
  search(page: PageRequest, sought: SoughtAccounts): Promise<Page<Account>>
  noteStanding(change: StandingChange): Promise<void>
  /** Newest first, at most `limit`. */
  standingChanges(id: AccountId, limit: number): Promise<readonly StandingChange[]>
  /** The last change by an instant. */
  standingAt(id: AccountId, ms: number): Promise<StandingChange | undefined>
  insertApiKey(key: ApiKey): Promise<void>
  getApiKey(id: ApiKeyId): Promise<ApiKey | undefined>
  /** Revoked ones too, newest first: of one account or of all. */
  apiKeys(page: PageRequest, account?: AccountId): Promise<Page<ApiKey>>
  revokeApiKey(id: ApiKeyId, revokedAtMs: number): Promise<void>

  insertSession(session: BrowserSession): Promise<void>
  getSession(tokenHash: Uint8Array): Promise<BrowserSession | undefined>
  removeSession(tokenHash: Uint8Array): Promise<void>
}
