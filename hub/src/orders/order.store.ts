import type { AccountId, OrderId } from '@octroi/shared/ids/id'
import type { Page, PageRequest } from '../page.ts'
import type { Order } from './order.ts'

export interface OrderStore {
  insert(order: Order): Promise<void>
  get(id: OrderId): Promise<Order | undefined>
  list(page: PageRequest, account?: AccountId): Promise<Page<Order>>
}
