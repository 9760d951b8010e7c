import type { DisputeState } from '@octroi/shared/api/vocabulary'
import type { AccountId, DisputeId, SubscriptionId } from '@octroi/shared/ids/id'
import type { Selectable } from 'kysely'
import type { DisputeStore } from '../../invoicing/dispute.store.ts'
import type { Dispute } from '../../invoicing/dispute.ts'
import { type LineReference, writeLine } from '../../invoicing/line-reference.ts'
import { pageOf } from '../../page.ts'
import { orNull, present } from '../codec.ts'
import type { Database } from '../database.ts'
import { pageStart, type Scope } from '../scope.ts'

export function disputeStore({ db, tenant }: Scope): DisputeStore {
  const disputes = db.selectFrom('disputes').selectAll().where('tenant', '=', tenant)
  return {
    async insert({ id, account, month, line, reason, state, openedAtMs, endedAtMs, answer }) {
      const row = {
        ...{ tenant, dispute: id, account, month, reason, state },
        ...{ subscription: line.subscription, price: line.price, catalogue_version: orNull(line.version), band: line.band },
        ...{ opened_ms: openedAtMs, ended_ms: orNull(endedAtMs), answer: orNull(answer) },
        open_line: state === 'open' ? openLine(account, month, line) : null,
      }
      await db.insertInto('disputes').values(row).execute()
    },

    async get(id) {
      const row = await disputes.where('dispute', '=', id).executeTakeFirst()
      return row && disputeOf(row)
    },

    async end({ id, state, endedAtMs, answer }) {
      const end = { state, ended_ms: orNull(endedAtMs), answer: orNull(answer), open_line: null }
      await db.updateTable('disputes').set(end).where('tenant', '=', tenant).where('dispute', '=', id).execute()
    },

    async list(page, { account, state }) {
      const rows = await disputes
        .$if(account !== undefined, (query) => query.where('account', '=', account ?? ''))
        .$if(state !== undefined, (query) => query.where('state', '=', state ?? ''))
        .where('dispute', '<', pageStart(page))
        .orderBy('dispute', 'desc')
        .limit(page.limit + 1)
        .execute()
      return pageOf(rows.map(disputeOf), page.limit, ({ id }) => id)
    },

    async openOn(account, month, line) {
      const row = await disputes.where('open_line', '=', openLine(account, month, line)).executeTakeFirst()
      return row && disputeOf(row)
    },

    async ofMonth(account, month) {
      const rows = await disputes.where('account', '=', account).where('month', '=', month).orderBy('dispute').execute()
      return rows.map(disputeOf)
    },
  }
}

function openLine(account: AccountId, month: string, line: LineReference): string {
  return [account, month, writeLine(line)].join(' ')
}

function disputeOf(row: Selectable<Database['disputes']>): Dispute {
  return {
    id: row.dispute as DisputeId,
    account: row.account as AccountId,
    month: row.month,
    line: {
      ...{ subscription: row.subscription as SubscriptionId, price: row.price, band: row.band },
      ...present('version', row.catalogue_version),
    },
    reason: row.reason,
    state: row.state as DisputeState,
    openedAtMs: row.opened_ms,
    ...present('endedAtMs', row.ended_ms),
    ...present('answer', row.answer),
  }
}
