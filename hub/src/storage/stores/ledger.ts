import type { LedgerAccount } from '../../ledger/entry.ts'
import type { LedgerBalance, LedgerStore } from '../../ledger/ledger.store.ts'
import { type CountedPosting, sumBalances } from '../../ledger/sum-balances.ts'
import { readCurrency, writeWhole } from '../codec.ts'
import type { Database } from '../database.ts'
import { inParts } from '../in-parts.ts'
import type { Scope } from '../scope.ts'
import { balanceOf, type LedgerReader, ledgerReader } from './ledger-reader.ts'
import { moveTotals, replaceTotals } from './ledger-totals.ts'

export function ledgerStore(scope: Scope): LedgerStore {
  return { ...bookStore(scope), ...ledgerReader(scope) }
}

function bookStore(scope: Scope): Omit<LedgerStore, keyof LedgerReader> {
  const { db, tenant, insertRows } = scope
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
      for (const insert of insertRows(db, 'ledger_postings', rows)) await insert.execute()
      const postings = rows.map(postingOf)
      await moveBalances(scope, postings)
      await moveTotals(scope, postings)
    },

    async balances() {
      const rows = await db
        .selectFrom('balances')
        .selectAll()
        .where('tenant', '=', tenant)
        .orderBy('ledger_account')
        .orderBy('currency')
        .execute()
      return rows.map(balanceOf)
    },

    async summedBalances() {
      const rows = await db
        .selectFrom('ledger_postings')
        .select(({ fn }) => ['ledger_account', 'currency', 'minor', fn.countAll<number>().as('times')])
        .where('tenant', '=', tenant)
        .groupBy(['ledger_account', 'currency', 'minor'])
        .orderBy('ledger_account')
        .orderBy('currency')
        .execute()
      return sumBalances(rows.map(postingOf))
    },

    async replaceBalances(balances) {
      await db.deleteFrom('balances').where('tenant', '=', tenant).execute()
      await putBalances(scope, balances)
      await replaceTotals(scope, balances)
    },
  }
}

/** Adds postings to what is kept. Added here, exactly: an engine would round what passes 2^63. */
async function moveBalances(scope: Scope, postings: readonly CountedPosting[]): Promise<void> {
  const { db, tenant } = scope
  const known: LedgerBalance[] = []
  for (const part of inParts([...new Set(postings.map(({ account }) => account))])) {
    const rows = db.selectFrom('balances').selectAll().where('tenant', '=', tenant).where('ledger_account', 'in', part)
    known.push(...(await rows.execute()).map(balanceOf))
  }
  await putBalances(scope, sumBalances(postings, known))
}

async function putBalances({ db, tenant, insertRows }: Scope, balances: readonly LedgerBalance[]): Promise<void> {
  const rows = balances.map(({ account, currency, debit, credit }) => ({
    tenant,
    ledger_account: account,
    currency,
    debit: writeWhole(debit),
    credit: writeWhole(credit),
  }))
  for (const insert of insertRows(db, 'balances', rows)) {
    await insert
      .onConflict((clash) =>
        clash
          .columns(['tenant', 'ledger_account', 'currency'])
          .doUpdateSet((row) => ({ debit: row.ref('excluded.debit'), credit: row.ref('excluded.credit') })),
      )
      .execute()
  }
}

type PostingRow = Pick<Database['ledger_postings'], 'ledger_account' | 'currency' | 'minor'> & { readonly times?: number }

function postingOf({ ledger_account, currency, minor, times = 1 }: PostingRow): CountedPosting {
  return {
    account: ledger_account as LedgerAccount,
    currency: readCurrency(currency),
    minor: BigInt(minor),
    times: BigInt(times),
  }
}
