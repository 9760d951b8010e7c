import { invariant } from '@octroi/shared/errors/invariant'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import type { Order } from './order.ts'
import { endOrder } from './order-progress.ts'

/** Ends orders whose time is over, as many as asked for. Until this is written nothing goes on with them either. */
export async function expireOrders(
  { orders }: Pick<Stores, 'orders'>,
  { nowMs }: Environment,
  limit: number,
): Promise<readonly Order[]> {
  const atMs = nowMs()
  const expired: Order[] = []
  for (const order of await orders.overdue(atMs, limit)) {
    const ended = endOrder(order, 'expired', { atMs })
    invariant(ended.ok, 'an overdue order is open')
    await orders.advance(ended.value)
    expired.push(ended.value)
  }
  return expired
}
