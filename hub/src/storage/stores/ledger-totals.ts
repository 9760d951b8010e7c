import type { CurrencyTotal, LedgerBalance } from '../../ledger/ledger.store.ts'
import { type CountedPosting, totalsOf } from '../../ledger/sum-balances.ts'
import { readCurrency, writeWhole } from '../codec.ts'
import type { Scope } from '../scope.ts'

/** All debits and credits by currency, kept beside the balances: there is a balance for every account, too many to sum for a page. */
export async function readTotals({ db, tenant }: Scope): Promise<readonly CurrencyTotal[]> {
  const rows = await db.selectFrom('ledger_totals').selectAll().where('tenant', '=', tenant).orderBy('currency').execute()
  return rows.map(({ currency, debit, credit }) => ({
    currency: readCurrency(currency),
    debit: BigInt(debit),
    credit: BigInt(credit),
  }))
}

export async function moveTotals(scope: Scope, postings: readonly CountedPosting[]): Promise<void> {
  const moved = postings.map(({ currency, minor, times }) => {
    const amount = minor * times
    return { currency, debit: amount > 0n ? amount : 0n, credit: amount < 0n ? -amount : 0n }
  })
  await putTotals(scope, totalsOf([...(await readTotals(scope)), ...moved]))
}

export async function replaceTotals(scope: Scope, balances: readonly LedgerBalance[]): Promise<void> {
  await scope.db.deleteFrom('ledger_totals').where('tenant', '=', scope.tenant).execute()
  await putTotals(scope, totalsOf(balances))
}

async function putTotals({ db, tenant, insertRows }: Scope, totals: readonly CurrencyTotal[]): Promise<void> {
  const rows = totals.map(({ currency, debit, credit }) => ({
    tenant,
    currency,
    debit: writeWhole(debit),
    credit: writeWhole(credit),
  }))
  for (const insert of insertRows(db, 'ledger_totals', rows)) {
    await insert
      .onConflict((clash) =>
        clash
          .columns(['tenant', 'currency'])
          .doUpdateSet((row) => ({ debit: row.ref('excluded.debit'), credit: row.ref('excluded.credit') })),
      )
      .execute()
  }
}
