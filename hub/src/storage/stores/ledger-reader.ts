import type { LedgerAccount } from '../../ledger/entry.ts'
import type { LedgerBalance, LedgerStore } from '../../ledger/ledger.store.ts'
import { pageOf } from '../../page.ts'
import { readCurrency } from '../codec.ts'
import type { Database } from '../database.ts'
import type { Scope } from '../scope.ts'
import { readTotals } from './ledger-totals.ts'

export type LedgerReader = Pick<LedgerStore, 'listBalances' | 'balancesOf' | 'currencyTotals' | 'postings' | 'entry'>

/** What is read of the books by people: a page of balances, the postings of an account, one entry. */
export function ledgerReader(scope: Scope): LedgerReader {
  const { db, tenant } = scope
  const balances = db.selectFrom('balances').selectAll().where('tenant', '=', tenant)
  const postings = db.selectFrom('ledger_postings').selectAll().where('tenant', '=', tenant)
  return {
    async listBalances({ after, limit }, prefix = '') {
      const [account = '', currency = ''] = after?.split('\n') ?? [prefix]
      const rows = await balances
        .where((where) => where(where.refTuple('ledger_account', 'currency'), '>', where.tuple(account, currency)))
        // No name holds what sorts above `~`.
        .where('ledger_account', '<', `${prefix}~`)
        .orderBy('ledger_account')
        .orderBy('currency')
        .limit(limit + 1)
        .execute()
      return pageOf(rows.map(balanceOf), limit, (balance) => `${balance.account}\n${balance.currency}`)
    },

    async balancesOf(account) {
      return (await balances.where('ledger_account', '=', account).orderBy('currency').execute()).map(balanceOf)
    },

    currencyTotals: () => readTotals(scope),

    async postings({ after, limit }, account) {
      const [, at, line, key = ''] = /^(\d+) (\d+) (.*)$/s.exec(after ?? '') ?? []
      const rows = await postings
        .where('ledger_account', '=', account)
        .$if(after !== undefined, (query) =>
          query.where((where) =>
            where(where.refTuple('at_ms', 'entry_key', 'line'), '<', where.tuple(Number(at), key, Number(line))),
          ),
        )
        .orderBy('at_ms', 'desc')
        .orderBy('entry_key', 'desc')
        .orderBy('line', 'desc')
        .limit(limit + 1)
        .execute()
      const items = rows.map((row) => ({
        ...{ key: row.entry_key, line: row.line, atMs: row.at_ms },
        ...{ currency: readCurrency(row.currency), minor: BigInt(row.minor) },
      }))
      return pageOf(items, limit, (posting) => `${posting.atMs} ${posting.line} ${posting.key}`)
    },

    async entry(key) {
      const rows = await postings.where('entry_key', '=', key).orderBy('line').execute()
      const [first] = rows
      if (first === undefined) return undefined
      return {
        ...{ key, currency: readCurrency(first.currency), atMs: first.at_ms },
        postings: rows.map(({ ledger_account, minor }) => ({ account: ledger_account as LedgerAccount, minor: BigInt(minor) })),
      }
    },
  }
}

export function balanceOf({ ledger_account, currency, debit, credit }: Database['balances']): LedgerBalance {
  return {
    account: ledger_account as LedgerAccount,
    currency: readCurrency(currency),
    debit: BigInt(debit),
    credit: BigInt(credit),
  }
}
