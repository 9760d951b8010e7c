import { invariant } from '@octroi/shared/errors/invariant'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import type { Order } from './order.ts'
import { endOrder } from './order-progress.ts'
import { type TellNeeds, tellOrder } from './tell-order.use-case.ts'

/** Ends orders whose time is over, as many as asked for. Until this is written nothing goes on with them either. */
export async function expireOrders(
  stores: TellNeeds & Pick<Stores, 'orders'>,
  environment: Pick<Environment, 'ids' | 'nowMs'>,
  limit: number,
): Promise<readonly Order[]> {
  const atMs = environment.nowMs()
  const expired: Order[] = []
  for (const order of await stores.orders.overdue(atMs, limit)) {
    const ended = endOrder(order, 'expired', { atMs })
    invariant(ended.ok, 'an overdue order is open')
    await stores.orders.advance(ended.value)
    await tellOrder(stores, environment, ended.value, order.history.length)
    expired.push(ended.value)
  }
  return expired
}
