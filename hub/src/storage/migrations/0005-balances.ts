import type { Kysely } from 'kysely'
import type { Database } from '../database.ts'
import { inParts } from '../in-parts.ts'
import type { ColumnTypes } from './column-types.ts'

/** What each account of the ledger comes to, kept beside the postings and filled from those that are there. */
export async function createBalances(db: Kysely<Ledger>, types: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('balances')
    .addColumn('tenant', types.text, (column) => column.notNull())
    .addColumn('ledger_account', types.text, (column) => column.notNull())
    .addColumn('currency', types.text, (column) => column.notNull())
    .addColumn('debit', types.exact, (column) => column.notNull())
    .addColumn('credit', types.exact, (column) => column.notNull())
    .addPrimaryKeyConstraint('balances_key', ['tenant', 'ledger_account', 'currency'])
    .modifyEnd(types.keyed)
    .execute()
  await fill(db)
}

type Ledger = Pick<Database, 'balances' | 'ledger_postings'>

/** Added here, exactly: an engine would round what passes 2^63. */
async function fill(db: Kysely<Ledger>): Promise<void> {
  const postings = await db
    .selectFrom('ledger_postings')
    .select(({ fn }) => ['tenant', 'ledger_account', 'currency', 'minor', fn.countAll<number>().as('times')])
    .groupBy(['tenant', 'ledger_account', 'currency', 'minor'])
    .execute()
  const sums = new Map<string, Database['balances']>()
  for (const { tenant, ledger_account, currency, minor, times } of postings) {
    const key = [tenant, ledger_account, currency].join('\n')
    const sum = sums.get(key) ?? { tenant, ledger_account, currency, debit: '0', credit: '0' }
    const amount = BigInt(minor) * BigInt(times)
    const side = amount > 0n ? 'debit' : 'credit'
    const moved = BigInt(sum[side]) + (amount > 0n ? amount : -amount)
    sums.set(key, { ...sum, [side]: moved.toString() })
  }
  for (const part of inParts([...sums.values()])) await db.insertInto('balances').values(part).execute()
}
