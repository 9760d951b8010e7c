import type { ChangeId, SubscriptionId } from '@octroi/shared/ids/id'
import type { Selectable } from 'kysely'
import { pageOf } from '../../page.ts'
import type { SubscriptionChangeStore } from '../../subscriptions/change.store.ts'
import type { Change, SubscriptionChange } from '../../subscriptions/change.ts'
import { orNull, present, readJson, writeJson } from '../codec.ts'
import type { Database } from '../database.ts'
import { inParts } from '../in-parts.ts'
import { pageStart, type Scope } from '../scope.ts'

export function subscriptionChangeStore({ db, tenant }: Scope): SubscriptionChangeStore {
  const changes = db.selectFrom('subscription_changes').selectAll().where('tenant', '=', tenant)
  return {
    async addChange({ id, subscription, change, atMs, askedAtMs, follows, began, formerUntilMs, takenBackAtMs }) {
      const row = {
        ...{ tenant, subscription, change: id, asked: writeJson(change), at_ms: atMs, asked_ms: askedAtMs },
        ...{ follows: orNull(follows), began: orNull(began), former_until_ms: orNull(formerUntilMs) },
        taken_back_ms: orNull(takenBackAtMs),
      }
      await db.insertInto('subscription_changes').values(row).execute()
    },

    async takeBack(subscription, change, atMs) {
      const update = db.updateTable('subscription_changes').set({ taken_back_ms: atMs }).where('tenant', '=', tenant)
      await update.where('subscription', '=', subscription).where('change', '=', change).execute()
    },

    async changesOf(subscriptions) {
      const found: SubscriptionChange[] = []
      for (const part of inParts([...subscriptions])) {
        const rows = await changes
          .where('subscription', 'in', part)
          .where('taken_back_ms', 'is', null)
          .orderBy('change')
          .execute()
        found.push(...rows.map(changeOf))
      }
      return found
    },

    async changes(page, subscription) {
      const rows = await changes
        .where('subscription', '=', subscription)
        .where('change', '<', pageStart(page))
        .orderBy('change', 'desc')
        .limit(page.limit + 1)
        .execute()
      return pageOf(rows.map(changeOf), page.limit, ({ id }) => id)
    },
  }
}

function changeOf(row: Selectable<Database['subscription_changes']>): SubscriptionChange {
  return {
    id: row.change as ChangeId,
    subscription: row.subscription as SubscriptionId,
    change: readJson<Change>(row.asked),
    atMs: row.at_ms,
    askedAtMs: row.asked_ms,
    ...present('follows', row.follows as ChangeId | null),
    ...present('began', row.began as SubscriptionId | null),
    ...present('formerUntilMs', row.former_until_ms),
    ...present('takenBackAtMs', row.taken_back_ms),
  }
}
