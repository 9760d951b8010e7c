import type { AccountId, DeviceId, OrderId, SubscriptionId } from '@octroi/shared/ids/id'
import type { Selectable } from 'kysely'
import type { OrderStore } from '../../orders/order.store.ts'
import type { Order } from '../../orders/order.ts'
import { pageOf } from '../../page.ts'
import { orNull, present } from '../codec.ts'
import type { Database } from '../database.ts'
import { pageStart, type Scope } from '../scope.ts'

export function orderStore({ db, tenant }: Scope): OrderStore {
  const orders = db.selectFrom('orders').selectAll().where('tenant', '=', tenant)
  return {
    async insert(order) {
      const row = {
        tenant,
        order_id: order.id,
        account: order.account,
        offer: order.offer,
        catalogue_version: order.catalogueVersion,
        device: orNull(order.device),
        starts_ms: order.startsAtMs,
        state: order.state,
        subscription: order.subscription,
        placed_ms: order.placedAtMs,
      }
      await db.insertInto('orders').values(row).execute()
    },

    async get(id) {
      const row = await orders.where('order_id', '=', id).executeTakeFirst()
      return row && orderOf(row)
    },

    async list(page, account) {
      const rows = await orders
        .$if(account !== undefined, (query) => query.where('account', '=', account ?? ''))
        .where('order_id', '<', pageStart(page))
        .orderBy('order_id', 'desc')
        .limit(page.limit + 1)
        .execute()
      return pageOf(rows.map(orderOf), page.limit, ({ id }) => id)
    },
  }
}

function orderOf(row: Selectable<Database['orders']>): Order {
  return {
    id: row.order_id as OrderId,
    account: row.account as AccountId,
    offer: row.offer,
    catalogueVersion: row.catalogue_version,
    ...present('device', row.device as DeviceId | null),
    startsAtMs: row.starts_ms,
    state: row.state as Order['state'],
    subscription: row.subscription as SubscriptionId,
    placedAtMs: row.placed_ms,
  }
}
