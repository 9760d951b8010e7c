import type { SubscriptionState } from '@octroi/shared/api/vocabulary'
import type { AccountId, SubscriptionId } from '@octroi/shared/ids/id'
import type { Page, PageRequest } from '../page.ts'
import type { SubscriptionChangeStore } from './change.store.ts'
import type { Subscription } from './subscription.ts'

export interface SubscriptionFilter {
  readonly account?: AccountId | undefined
  readonly offer?: string | undefined
  readonly state?: { readonly is: SubscriptionState; readonly atMs: number } | undefined
}

export interface SubscriptionStore extends SubscriptionChangeStore {
  insert(subscription: Subscription): Promise<void>
  /** Where it would go on longer. */
  end(id: SubscriptionId, untilMs: number): Promise<void>
  /** Its phases, its end, and what takes its place. */
  setCourse(subscription: Subscription): Promise<void>
  get(id: SubscriptionId): Promise<Subscription | undefined>
  getAll(ids: readonly SubscriptionId[]): Promise<readonly Subscription[]>
  /** What all of the given hold for, newest first. */
  list(page: PageRequest, filter?: SubscriptionFilter): Promise<Page<Subscription>>
  /** All of an account that are in force at some instant of the span. */
  inForce(account: AccountId, fromMs: number, untilMs: number): Promise<readonly Subscription[]>
}
