import { sql } from 'kysely'
import type { LedgerAccount } from '../../ledger/entry.ts'
import type { LedgerBalance, LedgerStore } from '../../ledger/ledger.store.ts'
import { pageOf } from '../../page.ts'
import { readCurrency } from '../codec.ts'
import type { Database } from '../database.ts'
import type { Scope } from '../scope.ts'

export type LedgerReader = Pick<LedgerStore, 'listBalances' | 'balancesOf' | 'currencyTotals' | 'postings' | 'entry'>

/** What is read of the books by people: a page of balances, the postings of an account, one entry. */
export function ledgerReader({ db, tenant }: Scope): LedgerReader {
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

    async currencyTotals() {
      const rows = await db
        .selectFrom('balances')
        .select(['currency', ...summedParts('debit'), ...summedParts('credit')])
        .where('tenant', '=', tenant)
        .groupBy('currency')
        .orderBy('currency')
        .execute()
      return rows.map((row) => ({
        currency: readCurrency(row.currency),
        debit: joined(row, 'debit'),
        credit: joined(row, 'credit'),
      }))
    },

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

const digitsAPart = 10
const partNumbers = [0, 1, 2, 3] as const
const zeros = '0'.repeat(digitsAPart * partNumbers.length)

/** Added part by part, each of ten digits: as one number, an engine would round or refuse what passes 2^63. */
function summedParts(column: 'debit' | 'credit') {
  const text = sql`cast(${sql.ref(column)} as text)`
  const padded = sql`substr(${sql.lit(zeros)} || ${text}, length(${text}) + 1)`
  return partNumbers.map((part) => {
    const digits = sql`substr(${padded}, ${sql.lit(part * digitsAPart + 1)}, ${sql.lit(digitsAPart)})`
    return sql<string>`cast(sum(cast(${digits} as bigint)) as text)`.as(`${column}_${part}`)
  })
}

function joined(row: Readonly<Record<string, string>>, column: 'debit' | 'credit'): bigint {
  return partNumbers.reduce((sum, part) => sum * 10n ** BigInt(digitsAPart) + BigInt(row[`${column}_${part}`] ?? '0'), 0n)
}

export function balanceOf({ ledger_account, currency, debit, credit }: Database['balances']): LedgerBalance {
  return {
    account: ledger_account as LedgerAccount,
    currency: readCurrency(currency),
    debit: BigInt(debit),
    credit: BigInt(credit),
  }
}
