import type { OrderStore } from '@octroi/hub/orders/order.store'
import { noPage, page, type Reading, reads, readsEach, type Writing, writes } from './isolation-rows.ts'
import { rowsOf } from './isolation-world.ts'

/** Orders with what belongs to them. */
export const orderRows: Readonly<Record<keyof OrderStore, Reading | Writing>> = {
  insert: writes(({ orders }, { second }, mark) => orders.insert(rowsOf(second, mark).order)),
  advance: writes(({ orders }, { first }, mark) =>
    orders.advance({
      ...rowsOf(first, mark).order,
      state: 'fulfilled',
      steps: [{ kind: 'claim', doneAtMs: 700 + mark, reason: `mark ${mark}` }],
    }),
  ),
  get: readsEach(undefined, ({ orders }, { order }) => orders.get(order)),
  list: reads([noPage, noPage, noPage], async ({ orders }, { first }) => [
    await orders.list(page),
    await orders.list(page, { account: first.account }),
    await orders.list(page, { account: first.account, state: 'waiting' }),
  ]),
  open: readsEach([], ({ orders }, { account }) => orders.open(account, 10)),
  couponsHeld: reads({ all: 0, byAccount: 0 }, ({ orders }, { first }) =>
    orders.couponsHeld({ codes: ['SAMPLE'], account: first.account, atMs: 0 }),
  ),
  overdue: reads([], ({ orders }) => orders.overdue(10_000, 10)),
}
