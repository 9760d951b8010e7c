import type { orderSchema } from '@octroi/shared/api/orders'
import { formatAmount } from '@octroi/shared/money/amount'
import { formatInstant } from '@octroi/shared/time/instant'
import type { z } from 'zod'
import type { Order, OrderItem } from '../orders/order.ts'
import type { OrderActor } from '../orders/order-progress.ts'
import type { Caller } from './context.ts'

type OrderView = z.infer<typeof orderSchema>

/** An order as the API tells it. Who at the operator did what, only the operator is told. */
export function orderView({ role }: Pick<Caller, 'role'>, order: Order): OrderView {
  const { id, account, state, placedAtMs, expiresAtMs } = order
  const actor = ({ by, reason }: OrderActor): OrderActor => ({
    ...(by === undefined || role !== 'operator' ? {} : { by }),
    ...(reason === undefined ? {} : { reason }),
  })
  const items = order.items.map(itemView)
  const [only, another] = items
  const { action: _, coupon: _coupon, ...alone } = only ?? {}
  return {
    ...{ id, account, state, placedAt: formatInstant(placedAtMs) },
    ...(expiresAtMs === undefined ? {} : { expiresAt: formatInstant(expiresAtMs) }),
    ...(another === undefined ? alone : {}),
    items,
    steps: order.steps.map(({ kind, due, doneAtMs, ...done }) => ({
      step: kind,
      ...(due === undefined ? {} : { due: due.map((each) => ({ amount: formatAmount(each), currency: each.currency })) }),
      ...(doneAtMs === undefined ? {} : { doneAt: formatInstant(doneAtMs) }),
      ...actor(done),
    })),
    history: order.history.map(({ type, atMs, ...done }) => ({ type, at: formatInstant(atMs), ...actor(done) })),
  }
}

function itemView({ startsAtMs, ...item }: OrderItem): OrderView['items'][number] {
  return { ...item, ...(startsAtMs === undefined ? {} : { startsAt: formatInstant(startsAtMs) }) }
}
