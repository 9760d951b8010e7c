import type { SubscriptionStore } from '@octroi/hub/subscriptions/subscription.store'
import { noPage, page, type Reading, reads, readsEach, span, type Writing, writes } from './isolation-rows.ts'
import { rowsOf } from './isolation-world.ts'

/** Subscriptions, and what becomes of them. */
export const subscriptionRows: Readonly<Record<keyof SubscriptionStore, Reading | Writing>> = {
  insert: writes(({ subscriptions }, { second }, mark) => subscriptions.insert(rowsOf(second, mark).subscription)),
  end: writes(({ subscriptions }, { first }, mark) => subscriptions.end(first.subscription, 700 + mark)),
  get: readsEach(undefined, ({ subscriptions }, { subscription }) => subscriptions.get(subscription)),
  getAll: reads([], ({ subscriptions }, { first, second }) => subscriptions.getAll([first.subscription, second.subscription])),
  setCourse: writes(({ subscriptions }, { first }, mark) =>
    subscriptions.setCourse({ ...rowsOf(first, mark).subscription, untilMs: 800 + mark }),
  ),
  addChange: writes(({ subscriptions }, { second }, mark) => subscriptions.addChange(rowsOf(second, mark).change)),
  takeBack: writes(({ subscriptions }, { first }, mark) => subscriptions.takeBack(first.subscription, first.change, mark)),
  changesOf: reads([], ({ subscriptions }, { first, second }) =>
    subscriptions.changesOf([first.subscription, second.subscription]),
  ),
  changes: readsEach(noPage, ({ subscriptions }, { subscription }) => subscriptions.changes(page, subscription)),
  list: reads([noPage, noPage], async ({ subscriptions }, { first }) => [
    await subscriptions.list(page),
    await subscriptions.list(page, { account: first.account, state: { is: 'in_force', atMs: 0 } }),
  ]),
  inForce: reads([], ({ subscriptions }, { first }) => subscriptions.inForce(first.account, span.fromMs, span.untilMs)),
}
