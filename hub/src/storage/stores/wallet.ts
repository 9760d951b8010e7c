import type { WalletPurpose } from '@octroi/shared/api/vocabulary'
import type { AccountId, SubscriptionId } from '@octroi/shared/ids/id'
import type { Selectable } from 'kysely'
import { pageOf } from '../../page.ts'
import type { Lot } from '../../wallets/lot.ts'
import type { WalletPlace, WalletStore } from '../../wallets/wallet.store.ts'
import type { AutomaticTopUp, Movement, MovementAbout, MovementKind, Wallet } from '../../wallets/wallet.ts'
import type { WalletBill } from '../../wallets/wallet-bill.ts'
import { readCurrency, readJson, writeJson, writeWhole } from '../codec.ts'
import type { Database } from '../database.ts'
import type { Scope } from '../scope.ts'
import { topUpStore } from './top-up.ts'

export function walletStore(scope: Scope): WalletStore {
  return { ...walletRows(scope), ...movementRows(scope), ...billRows(scope), ...topUpStore(scope) }
}

type Rows = Pick<WalletStore, 'get' | 'of' | 'list' | 'put'>

function walletRows({ db, tenant }: Scope): Rows {
  const wallets = db.selectFrom('wallets').selectAll().where('tenant', '=', tenant)
  return {
    async get({ account, key }) {
      const row = await wallets.where('account', '=', account).where('wallet', '=', key).executeTakeFirst()
      return row === undefined ? undefined : walletOf(row)
    },

    async of(account) {
      const rows = await wallets.where('account', '=', account).orderBy('wallet').execute()
      return rows.map(walletOf)
    },

    async list(page) {
      const [account = '', wallet = ''] = (page.after ?? '').split(' ')
      const rows = await wallets
        .where((where) =>
          where.or([where('account', '>', account), where.and([where('account', '=', account), where('wallet', '>', wallet)])]),
        )
        .orderBy('account')
        .orderBy('wallet')
        .limit(page.limit + 1)
        .execute()
      return pageOf(rows.map(walletOf), page.limit, ({ account: last, key }) => `${last} ${key}`)
    },

    async put({ account, key, currency, purpose, lots, owed, movements, automatic }) {
      const state = {
        ...{ currency, purpose, lots: writeJson(lots.map(writtenLot)), owed: writeWhole(owed), movements },
        automatic: automatic === undefined ? null : writeJson(writtenRule(automatic)),
        automatic_spent: automatic?.isSpent === true ? 1 : 0,
      }
      await db
        .insertInto('wallets')
        .values({ tenant, account, wallet: key, ...state })
        .onConflict((clash) => clash.columns(['tenant', 'account', 'wallet']).doUpdateSet(state))
        .execute()
    },
  }
}

type Movements = Pick<WalletStore, 'addMovements' | 'movements' | 'movementsWithin' | 'lastBefore'>

function movementRows({ db, tenant, insertRows }: Scope): Movements {
  const of = ({ account, key }: WalletPlace) =>
    db
      .selectFrom('wallet_movements')
      .selectAll()
      .where('tenant', '=', tenant)
      .where('account', '=', account)
      .where('wallet', '=', key)
  return {
    async addMovements(movements) {
      const rows = movements.map(({ account, wallet, nth, kind, minor, balance, vat, atMs, about }) => ({
        ...{ tenant, account, wallet, nth, kind, minor: writeWhole(minor), balance: writeWhole(balance), vat: writeWhole(vat) },
        ...{ at_ms: atMs, about: writeJson(about) },
      }))
      for (const insert of insertRows(db, 'wallet_movements', rows)) await insert.execute()
    },

    async movements(page, wallet) {
      const rows = await of(wallet)
        .where('nth', '<', page.after === undefined ? Number.MAX_SAFE_INTEGER : Number(page.after))
        .orderBy('nth', 'desc')
        .limit(page.limit + 1)
        .execute()
      return pageOf(rows.map(movementOf), page.limit, ({ nth }) => String(nth))
    },

    async movementsWithin(wallet, { fromMs, untilMs, after, limit }) {
      const rows = await of(wallet)
        .where('nth', '>', after)
        .where('at_ms', '>=', fromMs)
        .where('at_ms', '<', untilMs)
        .orderBy('nth')
        .limit(limit)
        .execute()
      return rows.map(movementOf)
    },

    async lastBefore(wallet, ms) {
      const row = await of(wallet).where('at_ms', '<', ms).orderBy('nth', 'desc').limit(1).executeTakeFirst()
      return row === undefined ? undefined : movementOf(row)
    },
  }
}

type Bills = Pick<WalletStore, 'openBills' | 'billedUntil' | 'bill' | 'putBills'>

function billRows({ db, tenant, insertRows }: Scope): Bills {
  const of = ({ account, key }: WalletPlace) =>
    db.selectFrom('wallet_bills').where('tenant', '=', tenant).where('account', '=', account).where('wallet', '=', key)
  return {
    async openBills(wallet) {
      const rows = await of(wallet).selectAll().where('is_open', '=', 1).orderBy('subscription').orderBy('period_ms').execute()
      return rows.map(billOf)
    },

    async billedUntil(wallet) {
      const rows = await of(wallet)
        .select(({ fn }) => ['subscription', fn.max('until_ms').as('until_ms')])
        .groupBy('subscription')
        .execute()
      return new Map(rows.map(({ subscription, until_ms }) => [subscription as SubscriptionId, until_ms]))
    },

    async bill(wallet, { subscription, periodFromMs }) {
      const row = await of(wallet)
        .selectAll()
        .where('subscription', '=', subscription)
        .where('period_ms', '=', periodFromMs)
        .executeTakeFirst()
      return row === undefined ? undefined : billOf(row)
    },

    async putBills({ account, key }, bills) {
      const rows = bills.map(({ bill: { subscription, period, net, vat }, isOpen }) => ({
        ...{ tenant, account, wallet: key, subscription, period_ms: period.fromMs, until_ms: period.untilMs },
        ...{ period: period.name, net: writeWhole(net), vat: writeWhole(vat), is_open: isOpen ? 1 : 0 },
      }))
      for (const insert of insertRows(db, 'wallet_bills', rows)) {
        await insert
          .onConflict((clash) =>
            clash.columns(['tenant', 'account', 'wallet', 'subscription', 'period_ms']).doUpdateSet((row) => ({
              net: row.ref('excluded.net'),
              vat: row.ref('excluded.vat'),
              is_open: row.ref('excluded.is_open'),
            })),
          )
          .execute()
      }
    },
  }
}

/** As the column holds it: amounts as text. */
interface StoredLot {
  readonly nth: number
  readonly minor: string
  readonly left: string
  readonly fromMs: number
  readonly expiresAtMs?: number
}

function writtenLot({ minor, left, ...lot }: Lot): StoredLot {
  return { ...lot, minor: minor.toString(), left: left.toString() }
}

interface StoredRule {
  readonly below: string
  readonly add: string
  readonly monthAtMost: string
}

function writtenRule({ below, add, monthAtMost }: AutomaticTopUp): StoredRule {
  return { below: below.toString(), add: add.toString(), monthAtMost: monthAtMost.toString() }
}

function walletOf(row: Selectable<Database['wallets']>): Wallet {
  const lots = readJson<readonly StoredLot[]>(row.lots)
  const rule = row.automatic === null ? undefined : readJson<StoredRule>(row.automatic)
  const exactRule = rule && {
    ...{ below: BigInt(rule.below), add: BigInt(rule.add), monthAtMost: BigInt(rule.monthAtMost) },
    isSpent: row.automatic_spent === 1,
  }
  return {
    account: row.account as AccountId,
    key: row.wallet,
    currency: readCurrency(row.currency),
    purpose: row.purpose as WalletPurpose,
    lots: lots.map(({ minor, left, ...lot }) => ({ ...lot, minor: BigInt(minor), left: BigInt(left) })),
    owed: BigInt(row.owed),
    movements: row.movements,
    ...(exactRule === undefined ? {} : { automatic: exactRule }),
  }
}

function movementOf(row: Selectable<Database['wallet_movements']>): Movement {
  return {
    account: row.account as AccountId,
    wallet: row.wallet,
    nth: row.nth,
    kind: row.kind as MovementKind,
    minor: BigInt(row.minor),
    balance: BigInt(row.balance),
    vat: BigInt(row.vat),
    atMs: row.at_ms,
    about: readJson<MovementAbout>(row.about),
  }
}

function billOf(row: Selectable<Database['wallet_bills']>): WalletBill {
  return {
    subscription: row.subscription as SubscriptionId,
    period: { name: row.period, fromMs: row.period_ms, untilMs: row.until_ms },
    net: BigInt(row.net),
    vat: BigInt(row.vat),
  }
}
