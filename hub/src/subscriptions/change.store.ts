import type { ChangeId, SubscriptionId } from '@octroi/shared/ids/id'
import type { Page, PageRequest } from '../page.ts'
import type { SubscriptionChange } from './change.ts'

export interface SubscriptionChangeStore {
  addChange(change: SubscriptionChange): Promise<void>
  takeBack(subscription: SubscriptionId, change: ChangeId, atMs: number): Promise<void>
  /** Of all of them, without those that were taken back. */
  changesOf(subscriptions: readonly SubscriptionId[]): Promise<readonly SubscriptionChange[]>
  /** Newest first, with those that were taken back. */
  changes(page: PageRequest, subscription: SubscriptionId): Promise<Page<SubscriptionChange>>
}
