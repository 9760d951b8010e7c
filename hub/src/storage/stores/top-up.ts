import type { TopUpState } from '@octroi/shared/api/vocabulary'
import type { AccountId, TopUpId } from '@octroi/shared/ids/id'
import type { Selectable } from 'kysely'
import { pageOf } from '../../page.ts'
import type { TopUp } from '../../wallets/top-up.ts'
import type { WalletPlace, WalletStore } from '../../wallets/wallet.store.ts'
import { orNull, present, readCurrency, writeWhole } from '../codec.ts'
import type { Database } from '../database.ts'
import { pageStart, type Scope } from '../scope.ts'

type TopUps = Pick<WalletStore, 'addTopUp' | 'topUp' | 'decideTopUp' | 'topUps' | 'automaticSince'>

export function topUpStore({ db, tenant }: Scope): TopUps {
  const topUps = db.selectFrom('top_ups').where('tenant', '=', tenant)
  const of = ({ account, key }: WalletPlace) => topUps.where('account', '=', account).where('wallet', '=', key)
  return {
    async addTopUp({ id, account, wallet, amount, state, provider, isAutomatic, askedAtMs, decidedAtMs, reference }) {
      const row = {
        ...{ tenant, top_up: id, account, wallet, minor: writeWhole(amount.minor), currency: amount.currency, state, provider },
        ...{ is_automatic: isAutomatic ? 1 : 0, asked_ms: askedAtMs },
        ...{ decided_ms: orNull(decidedAtMs), reference: orNull(reference) },
      }
      await db.insertInto('top_ups').values(row).execute()
    },

    async topUp(id) {
      const row = await topUps.selectAll().where('top_up', '=', id).executeTakeFirst()
      return row === undefined ? undefined : topUpOf(row)
    },

    async decideTopUp({ id, state, decidedAtMs, reference }) {
      await db
        .updateTable('top_ups')
        .set({ state, decided_ms: orNull(decidedAtMs), reference: orNull(reference) })
        .where('tenant', '=', tenant)
        .where('top_up', '=', id)
        .execute()
    },

    async topUps(page, wallet) {
      const rows = await of(wallet)
        .selectAll()
        .where('top_up', '<', pageStart(page))
        .orderBy('top_up', 'desc')
        .limit(page.limit + 1)
        .execute()
      return pageOf(rows.map(topUpOf), page.limit, ({ id }) => id)
    },

    async automaticSince(wallet, sinceMs) {
      const rows = await of(wallet)
        .select('minor')
        .where('is_automatic', '=', 1)
        .where('asked_ms', '>=', sinceMs)
        .where('state', '<>', 'failed')
        .execute()
      // Added here: an engine would round past 2^63.
      return rows.reduce((sum, { minor }) => sum + BigInt(minor), 0n)
    },
  }
}

function topUpOf(row: Selectable<Database['top_ups']>): TopUp {
  return {
    id: row.top_up as TopUpId,
    account: row.account as AccountId,
    wallet: row.wallet,
    amount: { minor: BigInt(row.minor), currency: readCurrency(row.currency) },
    state: row.state as TopUpState,
    provider: row.provider,
    isAutomatic: row.is_automatic === 1,
    askedAtMs: row.asked_ms,
    ...present('decidedAtMs', row.decided_ms),
    ...present('reference', row.reference),
  }
}
