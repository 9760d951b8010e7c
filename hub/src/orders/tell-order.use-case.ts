import type { OrderEventType } from '@octroi/shared/api/vocabulary'
import type { SubscriptionId } from '@octroi/shared/ids/id'
import { type Notice, notify } from '../confirmations/notify.use-case.ts'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import type { Order, OrderItem } from './order.ts'

export type TellNeeds = Pick<Stores, 'tenants' | 'endpoints' | 'outbox'>

/** Single steps are told by what they lead to. */
const told = ['placed', 'approved', 'waiting', 'fulfilled', 'rejected', 'cancelled', 'expired'] as const

/** Tells the account's endpoints what happened to an order, from some event of its history on, in the transaction that noted it. */
export async function tellOrder(
  stores: TellNeeds,
  environment: Pick<Environment, 'ids' | 'nowMs'>,
  order: Order,
  from: number,
): Promise<void> {
  for (const { type, reason } of order.history.slice(from)) {
    if (isTold(type)) await notify(stores, environment, orderNotice(order, type, reason))
  }
}

function isTold(type: OrderEventType): type is (typeof told)[number] {
  return told.some((each) => each === type)
}

function orderNotice(order: Order, type: (typeof told)[number], reason: string | undefined): Notice {
  const { id, account, state, items, steps } = order
  return {
    accounts: [account],
    type: `order.${type}`,
    about: id,
    data: {
      ...{ order: id, account, state },
      offers: items.flatMap(({ offer }) => offer ?? []),
      waitsFor: steps.filter(({ doneAtMs }) => doneAtMs === undefined).map(({ kind }) => kind),
      subscriptions: state === 'fulfilled' ? items.map(madeBy) : [],
      ...(reason === undefined ? {} : { reason }),
    },
  }
}

/** What it made, or else what it changed. */
function madeBy(item: OrderItem): SubscriptionId {
  return item.action === 'add' ? item.subscription : (item.began ?? item.subscription)
}
