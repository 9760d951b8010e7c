import type { SubscriptionState } from '@octroi/shared/api/vocabulary'
import type { AccountId, DeviceId, OrderId, SubscriptionId } from '@octroi/shared/ids/id'
import type { Zone } from '@octroi/shared/time/zone'
import type { Expression, ExpressionBuilder, Selectable, SqlBool } from 'kysely'
import { pageOf } from '../../page.ts'
import type { Phase } from '../../subscriptions/phase.ts'
import type { SubscriptionStore } from '../../subscriptions/subscription.store.ts'
import type { Replaced, Subscription } from '../../subscriptions/subscription.ts'
import { orNull, present, readJson, writeJson } from '../codec.ts'
import type { Database } from '../database.ts'
import { inForceDuring, pageStart, type Scope } from '../scope.ts'
import { subscriptionChangeStore } from './subscription-change.ts'

export function subscriptionStore(scope: Scope): SubscriptionStore {
  const { db, tenant } = scope
  const subscriptions = db.selectFrom('subscriptions').selectAll().where('tenant', '=', tenant)
  return {
    ...subscriptionChangeStore(scope),

    async insert(subscription) {
      const row = {
        tenant,
        subscription: subscription.id,
        account: subscription.account,
        order_id: subscription.order,
        offer: subscription.offer,
        catalogue_version: subscription.catalogueVersion,
        device: orNull(subscription.device),
        zone: subscription.zone,
        from_ms: subscription.fromMs,
        quantity: orNull(subscription.quantity),
        replaces: subscription.replaces === undefined ? null : writeJson(subscription.replaces),
        ...courseColumns(subscription),
      }
      await db.insertInto('subscriptions').values(row).execute()
    },

    async end(id, untilMs) {
      const ended = db.updateTable('subscriptions').set({ until_ms: untilMs }).where('tenant', '=', tenant)
      await ended
        .where('subscription', '=', id)
        .where((where) => where.or([where('until_ms', 'is', null), where('until_ms', '>', untilMs)]))
        .execute()
    },

    async setCourse(subscription) {
      const update = db.updateTable('subscriptions').set(courseColumns(subscription)).where('tenant', '=', tenant)
      await update.where('subscription', '=', subscription.id).execute()
    },

    async get(id) {
      const row = await subscriptions.where('subscription', '=', id).executeTakeFirst()
      return row && subscriptionOf(row)
    },

    async getAll(ids) {
      if (ids.length === 0) return []
      const rows = await subscriptions.where('subscription', 'in', [...ids]).execute()
      return rows.map(subscriptionOf)
    },

    async list(page, { account, offer, state } = {}) {
      const rows = await subscriptions
        .$if(account !== undefined, (query) => query.where('account', '=', account ?? ''))
        .$if(offer !== undefined, (query) => query.where('offer', '=', offer ?? ''))
        .$if(state !== undefined, (query) => query.where(stands(state?.is ?? 'in_force', state?.atMs ?? 0)))
        .where('subscription', '<', pageStart(page))
        .orderBy('subscription', 'desc')
        .limit(page.limit + 1)
        .execute()
      return pageOf(rows.map(subscriptionOf), page.limit, ({ id }) => id)
    },

    async inForce(account, fromMs, untilMs) {
      const rows = await subscriptions
        .where('account', '=', account)
        .where(inForceDuring({ fromMs, untilMs }))
        .orderBy('subscription')
        .execute()
      return rows.map(subscriptionOf)
    },
  }
}

function courseColumns({ untilMs, phases, replacedBy }: Subscription) {
  return {
    until_ms: orNull(untilMs),
    phases: phases === undefined ? null : writeJson(phases),
    replaced_by: orNull(replacedBy),
  }
}

function subscriptionOf(row: Selectable<Database['subscriptions']>): Subscription {
  return {
    id: row.subscription as SubscriptionId,
    account: row.account as AccountId,
    order: row.order_id as OrderId,
    offer: row.offer,
    catalogueVersion: row.catalogue_version,
    ...present('device', row.device as DeviceId | null),
    zone: row.zone as Zone,
    fromMs: row.from_ms,
    ...present('untilMs', row.until_ms),
    ...present('quantity', row.quantity),
    ...present('phases', row.phases === null ? null : readJson<readonly Phase[]>(row.phases)),
    ...present('replaces', row.replaces === null ? null : readJson<Replaced>(row.replaces)),
    ...present('replacedBy', row.replaced_by as SubscriptionId | null),
  }
}

/** Whether it has begun and not ended at an instant. One that ends as it begins is called off, and never begins. */
function stands(state: SubscriptionState, atMs: number) {
  return (where: ExpressionBuilder<Database, 'subscriptions'>): Expression<SqlBool> => {
    const goesOn = where.or([where('until_ms', 'is', null), where('until_ms', '>', atMs)])
    const begins = where.or([where('until_ms', 'is', null), where('until_ms', '>', where.ref('from_ms'))])
    if (state === 'in_force') return where.and([where('from_ms', '<=', atMs), goesOn])
    if (state === 'to_come') return where.and([where('from_ms', '>', atMs), begins])
    return where.or([where('until_ms', '<=', atMs), where('until_ms', '<=', where.ref('from_ms'))])
  }
}
