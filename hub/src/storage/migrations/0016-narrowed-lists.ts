import type { Kysely } from 'kysely'
import type { Database } from '../database.ts'
import { inParts } from '../in-parts.ts'
import type { ColumnTypes } from './column-types.ts'

const indexes = [
  { table: 'authorizations', columns: ['device', 'outcome', 'decided_ms', 'authorization'] },
  { table: 'devices', columns: ['owner', 'folded_label', 'device'] },
  { table: 'devices', columns: ['state', 'folded_label', 'device'] },
  { table: 'devices', columns: ['owner', 'state', 'folded_label', 'device'] },
  { table: 'disputes', columns: ['account', 'state', 'dispute'] },
  { table: 'disputes', columns: ['account', 'month', 'dispute'] },
  { table: 'entitlements', columns: ['account', 'reach', 'device', 'entitlement'] },
  { table: 'entitlements', columns: ['account', 'service', 'reach', 'device', 'entitlement'] },
  { table: 'outbox', columns: ['endpoint', 'state', 'message'] },
  { table: 'quarantine', columns: ['device', 'received_ms', 'bytes_hash', 'verdict'] },
  { table: 'quarantine', columns: ['device', 'state', 'received_ms', 'bytes_hash', 'verdict'] },
] as const

type Totals = Pick<Database, 'balances' | 'ledger_totals'>

/** What the console's lists are narrowed to, each in the order of its pages; and what all balances of a ledger come to. */
export async function addNarrowedLists(db: Kysely<Totals>, types: ColumnTypes): Promise<void> {
  for (const { table, columns } of indexes) {
    await db.schema
      .createIndex(`${table}_by_${columns.join('_')}`)
      .on(table)
      .columns(['tenant', ...columns])
      .execute()
  }
  // The one that goes on with what else is sorted by finds the same rows.
  await db.schema.dropIndex('quarantine_by_device_received_ms').execute()
  await db.schema
    .createTable('ledger_totals')
    .addColumn('tenant', types.text, (column) => column.notNull())
    .addColumn('currency', types.text, (column) => column.notNull())
    .addColumn('debit', types.exact, (column) => column.notNull())
    .addColumn('credit', types.exact, (column) => column.notNull())
    .addPrimaryKeyConstraint('ledger_totals_key', ['tenant', 'currency'])
    .modifyEnd(types.keyed)
    .execute()
  await fillTotals(db)
}

/** Added here, exactly: an engine would round what passes 2^63. */
async function fillTotals(db: Kysely<Totals>): Promise<void> {
  const sums = new Map<string, Totals['ledger_totals']>()
  for (const { tenant, currency, debit, credit } of await db.selectFrom('balances').selectAll().execute()) {
    const key = [tenant, currency].join('\n')
    const sum = sums.get(key) ?? { tenant, currency, debit: '0', credit: '0' }
    const added = { debit: BigInt(sum.debit) + BigInt(debit), credit: BigInt(sum.credit) + BigInt(credit) }
    sums.set(key, { ...sum, debit: added.debit.toString(), credit: added.credit.toString() })
  }
  for (const part of inParts([...sums.values()])) await db.insertInto('ledger_totals').values(part).execute()
}
