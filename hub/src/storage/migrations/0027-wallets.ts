import type { Kysely } from 'kysely'
import type { ColumnTypes } from './column-types.ts'

/** What accounts pay beforehand: a row for each wallet, its movements, what it paid of each bill, and top-ups. */
export async function createWallets(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await createWalletRows(db, types)
  await createTopUps(db, types)
}

async function createWalletRows(db: Kysely<unknown>, { text, whole, exact, keyed }: ColumnTypes): Promise<void> {
  const ofWallet = ['tenant', 'account', 'wallet'] as const
  await db.schema
    .createTable('wallets')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('account', text, (column) => column.notNull())
    .addColumn('wallet', text, (column) => column.notNull())
    .addColumn('currency', text, (column) => column.notNull())
    .addColumn('purpose', text, (column) => column.notNull())
    .addColumn('lots', text, (column) => column.notNull())
    .addColumn('owed', exact, (column) => column.notNull())
    .addColumn('movements', whole, (column) => column.notNull())
    .addColumn('automatic', text)
    .addColumn('automatic_spent', whole, (column) => column.notNull())
    .addPrimaryKeyConstraint('wallets_key', ['tenant', 'account', 'wallet'])
    .modifyEnd(keyed)
    .execute()
  await db.schema
    .createTable('wallet_movements')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('account', text, (column) => column.notNull())
    .addColumn('wallet', text, (column) => column.notNull())
    .addColumn('nth', whole, (column) => column.notNull())
    .addColumn('kind', text, (column) => column.notNull())
    .addColumn('minor', exact, (column) => column.notNull())
    .addColumn('balance', exact, (column) => column.notNull())
    .addColumn('vat', exact, (column) => column.notNull())
    .addColumn('at_ms', whole, (column) => column.notNull())
    .addColumn('about', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('wallet_movements_key', [...ofWallet, 'nth'])
    .modifyEnd(keyed)
    .execute()
  await db.schema
    .createTable('wallet_bills')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('account', text, (column) => column.notNull())
    .addColumn('wallet', text, (column) => column.notNull())
    .addColumn('subscription', text, (column) => column.notNull())
    .addColumn('period_ms', whole, (column) => column.notNull())
    .addColumn('until_ms', whole, (column) => column.notNull())
    .addColumn('period', text, (column) => column.notNull())
    .addColumn('net', exact, (column) => column.notNull())
    .addColumn('vat', exact, (column) => column.notNull())
    .addColumn('is_open', whole, (column) => column.notNull())
    .addPrimaryKeyConstraint('wallet_bills_key', [...ofWallet, 'subscription', 'period_ms'])
    .modifyEnd(keyed)
    .execute()
  await db.schema
    .createIndex('wallet_bills_open')
    .on('wallet_bills')
    .columns([...ofWallet, 'is_open'])
    .execute()
}

async function createTopUps(db: Kysely<unknown>, { text, whole, exact, keyed }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('top_ups')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('top_up', text, (column) => column.notNull())
    .addColumn('account', text, (column) => column.notNull())
    .addColumn('wallet', text, (column) => column.notNull())
    .addColumn('minor', exact, (column) => column.notNull())
    .addColumn('currency', text, (column) => column.notNull())
    .addColumn('state', text, (column) => column.notNull())
    .addColumn('provider', text, (column) => column.notNull())
    .addColumn('is_automatic', whole, (column) => column.notNull())
    .addColumn('asked_ms', whole, (column) => column.notNull())
    .addColumn('decided_ms', whole)
    .addColumn('reference', text)
    .addPrimaryKeyConstraint('top_ups_key', ['tenant', 'top_up'])
    .modifyEnd(keyed)
    .execute()
  await db.schema.createIndex('top_ups_by_wallet').on('top_ups').columns(['tenant', 'account', 'wallet', 'top_up']).execute()
}
