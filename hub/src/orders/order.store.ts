import type { OrderState } from '@octroi/shared/api/vocabulary'
import type { AccountId, OrderId } from '@octroi/shared/ids/id'
import type { Page, PageRequest } from '../page.ts'
import type { Order } from './order.ts'

export interface OrderFilter {
  readonly account?: AccountId | undefined
  readonly state?: OrderState | undefined
}

export interface HeldCoupons {
  readonly codes: readonly string[]
  readonly account: AccountId
  readonly atMs: number
  /** Which holds its own for itself. */
  readonly except?: OrderId | undefined
}

export interface OrderStore {
  insert(order: Order): Promise<void>
  /** Writes how far an order came, and when its items began. What its history says already stays. */
  advance(order: Order): Promise<void>
  get(id: OrderId): Promise<Order | undefined>
  /** What all of the given hold for, newest first. */
  list(page: PageRequest, filter?: OrderFilter): Promise<Page<Order>>
  /** Of an account, those that wait for a step to be done, oldest first. */
  open(account: AccountId, limit: number): Promise<readonly Order[]>
  /** How many open orders whose time is not over name one of these codes: of all, and of one account. */
  couponsHeld(held: HeldCoupons): Promise<{ readonly all: number; readonly byAccount: number }>
  /** Open ones whose time is over, as many as asked for. */
  overdue(atMs: number, limit: number): Promise<readonly Order[]>
}
