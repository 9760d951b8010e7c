import type { AccountId } from '@octroi/shared/ids/id'
import { formatExact } from '@octroi/shared/money/decimal'
import { add } from '@octroi/shared/money/rational'
import type { ActivityStore } from '../../accounts/activity.store.ts'
import { readExact } from '../codec.ts'
import type { Scope } from '../scope.ts'

/** Added here, exactly: an engine would round. */
export function activityStore({ db, tenant, insertRows }: Scope): ActivityStore {
  const counted = db.selectFrom('account_activity').selectAll().where('tenant', '=', tenant)
  return {
    async add(activities) {
      if (activities.length === 0) return
      const known = await counted
        .where('account', 'in', [...new Set(activities.map(({ account }) => account))])
        .where('counter', 'in', [...new Set(activities.map(({ counter }) => counter))])
        .where('month_ms', 'in', [...new Set(activities.map(({ monthFromMs }) => monthFromMs))])
        .execute()
      const keyOf = (account: string, counter: string, month: number): string => JSON.stringify([account, counter, month])
      const sums = new Map(known.map((row) => [keyOf(row.account, row.counter, row.month_ms), row]))
      const moved = new Set<string>()
      for (const { account, counter, monthFromMs, total, records } of activities) {
        const key = keyOf(account, counter, monthFromMs)
        const before = sums.get(key)
        sums.set(key, {
          ...{ tenant, account, counter, month_ms: monthFromMs },
          total: formatExact(before === undefined ? total : add(readExact(before.total), total)),
          records: (before?.records ?? 0) + records,
        })
        moved.add(key)
      }
      const rows = [...moved].flatMap((key) => sums.get(key) ?? [])
      for (const insert of insertRows(db, 'account_activity', rows)) {
        await insert
          .onConflict((clash) =>
            clash
              .columns(['tenant', 'account', 'counter', 'month_ms'])
              .doUpdateSet((row) => ({ total: row.ref('excluded.total'), records: row.ref('excluded.records') })),
          )
          .execute()
      }
    },

    async ofAll(accounts) {
      if (accounts.length === 0) return []
      const rows = await counted
        .where('account', 'in', [...accounts])
        .orderBy('account')
        .orderBy('counter')
        .orderBy('month_ms')
        .execute()
      return rows.map(({ account, counter, month_ms, total, records }) => ({
        ...{ account: account as AccountId, counter, monthFromMs: month_ms },
        ...{ total: readExact(total), records },
      }))
    },
  }
}
