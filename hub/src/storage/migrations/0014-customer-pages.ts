import { type Kysely, sql } from 'kysely'
import { folded } from '../../folded.ts'
import type { ColumnTypes } from './column-types.ts'

interface Accounts {
  accounts: { tenant: string; account: string; name: string; folded_name: string }
}

/** What the console's pages of accounts, entitlements and usage are read by. */
export async function addCustomerPages(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await foldNames(db, types)
  await createStandingChanges(db, types)
  await createUsageSeries(db, types)
  for (const [table, columns] of indexes) {
    await db.schema
      .createIndex(`${table}_by_${columns.join('_')}`)
      .on(table)
      .columns(['tenant', ...columns])
      .execute()
  }
  // The one that goes on with the entitlement finds the same rows, and in the order of a list.
  await db.schema.dropIndex('entitlements_by_account_service').execute()
}

const indexes: readonly (readonly [table: string, columns: readonly string[]])[] = [
  ['accounts', ['folded_name', 'account']],
  ['accounts', ['standing', 'account']],
  ['accounts', ['standing', 'folded_name', 'account']],
  ['api_keys', ['account', 'api_key']],
  ['consents', ['owner', 'consent']],
  ['consents', ['grantee', 'service', 'consent']],
  ['entitlements', ['account', 'entitlement']],
  ['entitlements', ['account', 'service', 'entitlement']],
  ['entitlements', ['device', 'entitlement']],
  ['entitlements', ['service', 'entitlement']],
]

const namesAtOnce = 1000

/** Case and accents are not folded alike by every engine, so it is done here, once for the accounts that are there. */
async function foldNames(db: Kysely<Accounts>, { text }: ColumnTypes): Promise<void> {
  const accounts = db.schema.alterTable('accounts')
  await accounts.addColumn('folded_name', text, (column) => column.notNull().defaultTo(sql.lit(''))).execute()
  let last = { tenant: '', account: '' }
  for (;;) {
    const { tenant, account } = last
    const rows = await db
      .selectFrom('accounts')
      .select(['tenant', 'account', 'name'])
      .where((where) => where(where.refTuple('tenant', 'account'), '>', where.tuple(tenant, account)))
      .orderBy('tenant')
      .orderBy('account')
      .limit(namesAtOnce)
      .execute()
    for (const row of rows) {
      await db
        .updateTable('accounts')
        .set({ folded_name: folded(row.name) })
        .where('tenant', '=', row.tenant)
        .where('account', '=', row.account)
        .execute()
    }
    const end = rows.at(-1)
    if (end === undefined) return
    last = end
  }
}

async function createStandingChanges(db: Kysely<unknown>, { text, whole, keyed }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('standing_changes')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('account', text, (column) => column.notNull())
    .addColumn('at_ms', whole, (column) => column.notNull())
    .addColumn('standing', text, (column) => column.notNull())
    .addColumn('reason', text, (column) => column.notNull())
    .addColumn('set_by', text)
    .addPrimaryKeyConstraint('standing_changes_key', ['tenant', 'account', 'at_ms'])
    .modifyEnd(keyed)
    .execute()
}

async function createUsageSeries(db: Kysely<unknown>, { text, whole, keyed }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('usage_series')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('subscription', text, (column) => column.notNull())
    .addColumn('price', text, (column) => column.notNull())
    .addColumn('day_ms', whole, (column) => column.notNull())
    .addColumn('band', text, (column) => column.notNull())
    .addColumn('quarters', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('usage_series_key', ['tenant', 'subscription', 'price', 'day_ms', 'band'])
    .modifyEnd(keyed)
    .execute()
}
