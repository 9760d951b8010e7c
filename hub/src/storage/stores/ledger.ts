import type { LedgerAccount } from '../../ledger/entry.ts'
import type { LedgerBalance, LedgerStore } from '../../ledger/ledger.store.ts'
import { readCurrency, writeWhole } from '../codec.ts'
import { inParts } from '../in-parts.ts'
import type { Scope } from '../scope.ts'

export function ledgerStore({ db, tenant }: Scope): LedgerStore {
  return {
    async append(entries) {
      const rows = entries.flatMap(({ key, currency, atMs, postings }) =>
        postings.map(({ account, minor }, line) => ({
          tenant,
          entry_key: key,
          line,
          ledger_account: account,
          currency,
          minor: writeWhole(minor),
          at_ms: atMs,
        })),
      )
      for (const part of inParts(rows)) await db.insertInto('ledger_postings').values(part).execute()
    },

    async balances() {
      const rows = await db
        .selectFrom('ledger_postings')
        .select(({ fn }) => ['ledger_account', 'currency', 'minor', fn.countAll<number>().as('times')])
        .where('tenant', '=', tenant)
        .groupBy(['ledger_account', 'currency', 'minor'])
        .orderBy('ledger_account')
        .orderBy('currency')
        .execute()
      // Added here, exactly: an engine would round what passes 2^63.
      const balances = new Map<string, LedgerBalance>()
      for (const { ledger_account: account, currency, minor, times } of rows) {
        const key = `${account}\n${currency}`
        const amount = BigInt(minor) * BigInt(times)
        const { debit, credit } = balances.get(key) ?? { debit: 0n, credit: 0n }
        balances.set(key, {
          account: account as LedgerAccount,
          currency: readCurrency(currency),
          debit: amount > 0n ? debit + amount : debit,
          credit: amount < 0n ? credit - amount : credit,
        })
      }
      return [...balances.values()]
    },
  }
}
