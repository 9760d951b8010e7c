import type { ErasureGround } from '@octroi/shared/api/persons'
import type { Standing } from '@octroi/shared/api/vocabulary'
import type { AccountId } from '@octroi/shared/ids/id'
import type { Zone } from '@octroi/shared/time/zone'
import type { Selectable } from 'kysely'
import type { AccountStore } from '../../accounts/account.store.ts'
import type { Account } from '../../accounts/account.ts'
import type { StandingChange } from '../../accounts/standing-change.ts'
import { afterAllBeginning } from '../../folded.ts'
import { pageOf } from '../../page.ts'
import { orNull, present } from '../codec.ts'
import type { Database } from '../database.ts'
import { pageStart, type Scope } from '../scope.ts'

export type AccountSearch = Pick<AccountStore, 'getAll' | 'search' | 'noteStanding' | 'standingChanges' | 'standingAt'>

export function accountSearch({ db, tenant }: Scope): AccountSearch {
  const accounts = db.selectFrom('accounts').selectAll().where('tenant', '=', tenant)
  const changesOf = (account: AccountId) =>
    db.selectFrom('standing_changes').selectAll().where('tenant', '=', tenant).where('account', '=', account)
  return {
    async getAll(ids) {
      if (ids.length === 0) return []
      return (await accounts.where('account', 'in', [...ids]).execute()).map(accountOf)
    },

    async search(page, { namePrefix, standing }) {
      const standingAs = accounts.$if(standing !== undefined, (query) => query.where('standing', '=', standing ?? ''))
      const ordered =
        namePrefix === undefined
          ? standingAs.where('account', '<', pageStart(page)).orderBy('account', 'desc')
          : standingAs
              .where('folded_name', '>=', namePrefix)
              .where('folded_name', '<', afterAllBeginning(namePrefix))
              .$if(page.after !== undefined, (query) =>
                query.where((where) => {
                  const last = where.selectFrom('accounts as last').where('last.tenant', '=', tenant)
                  const place = last.select('last.folded_name').where('last.account', '=', page.after ?? '')
                  return where(where.refTuple('folded_name', 'account'), '>', where.tuple(place, where.val(page.after ?? '')))
                }),
              )
              .orderBy('folded_name')
              .orderBy('account')
      const rows = await ordered.limit(page.limit + 1).execute()
      return pageOf(rows.map(accountOf), page.limit, ({ id }) => id)
    },

    async noteStanding({ account, atMs, standing, reason, by }) {
      const said = { standing, reason, set_by: orNull(by) }
      // Two within one millisecond were never seen apart: the last one stands.
      await db
        .insertInto('standing_changes')
        .values({ tenant, account, at_ms: atMs, ...said })
        .onConflict((clash) => clash.columns(['tenant', 'account', 'at_ms']).doUpdateSet(said))
        .execute()
    },

    async standingChanges(account, limit) {
      return (await changesOf(account).orderBy('at_ms', 'desc').limit(limit).execute()).map(changeOf)
    },

    async standingAt(account, ms) {
      const row = await changesOf(account).where('at_ms', '<=', ms).orderBy('at_ms', 'desc').limit(1).executeTakeFirst()
      return row && changeOf(row)
    },
  }
}

function changeOf({ account, at_ms, standing, reason, set_by }: Selectable<Database['standing_changes']>): StandingChange {
  return {
    ...{ account: account as AccountId, atMs: at_ms, standing: standing as Standing, reason },
    ...present('by', set_by as NonNullable<StandingChange['by']> | null),
  }
}

export function accountOf(row: Selectable<Database['accounts']>): Account {
  const standing = {
    standing: row.standing as Standing,
    ...present('sinceMs', row.standing_since_ms),
    ...present('reason', row.standing_reason),
  }
  const { erased_ms: atMs, erasure_ground: ground } = row
  return {
    id: row.account as AccountId,
    name: row.name,
    zone: row.zone as Zone,
    createdAtMs: row.created_ms,
    standing,
    ...(atMs === null ? {} : { erased: { atMs, ground: ground as ErasureGround } }),
  }
}
