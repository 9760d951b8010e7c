import type { AccountId } from '@octroi/shared/ids/id'
import type { Page, PageRequest } from '../page.ts'
import type { Profile } from './profile.ts'

export interface ProfileStore {
  /** Of every account that is asked for; of those nothing was written of, an empty one. */
  getAll(ids: readonly AccountId[]): Promise<ReadonlyMap<AccountId, Profile>>
  /** Puts the whole of it in the place of what is there. Fails where another account has one of the external ids. */
  put(id: AccountId, profile: Profile): Promise<void>
  /** From the parent up to the top of the tree. */
  above(id: AccountId): Promise<readonly AccountId[]>
  /** How many levels of the tree there are from the account down, its own counted. */
  levels(id: AccountId): Promise<number>
  /** Newest first. */
  children(page: PageRequest, parent: AccountId): Promise<Page<AccountId>>
  /** Newest first. */
  withAttribute(page: PageRequest, attribute: string, value: string): Promise<Page<AccountId>>
}
