import { Kysely, sql } from 'kysely'
import type { Database } from '../database.ts'
import { migrationsOf } from '../migrations/migrate.ts'
import { sqliteDialect } from '../sqlite/dialect.ts'
import type { Manifest } from './manifest.ts'

type Contents = Pick<Manifest, 'migrations' | 'tables' | 'ledger'>

/** What a SQLite file that nobody writes holds. Throws where the file is damaged. */
export async function contentsOf(file: string): Promise<Contents> {
  const db = new Kysely<Database>({ dialect: sqliteDialect({ file, access: 'read', connections: 1 }) })
  try {
    const { rows: checked } = await sql<{ quick_check: string }>`pragma quick_check(1)`.execute(db)
    if (checked[0]?.quick_check !== 'ok') throw new Error(`${file} is damaged: ${checked[0]?.quick_check}`)
    const migrations = await migrationsOf(db as unknown as Kysely<never>)
    return { migrations: [...migrations], tables: await tableRows(db), ledger: await ledgerSums(db) }
  } finally {
    await db.destroy()
  }
}

async function tableRows(db: Kysely<Database>): Promise<Record<string, number>> {
  const tables = await db.introspection.getTables()
  const counts: Record<string, number> = {}
  for (const name of tables.map((table) => table.name).toSorted()) {
    const { rows } = await sql<{ rows: number }>`select count(*) as rows from ${sql.table(name)}`.execute(db)
    counts[name] = rows[0]?.rows ?? 0
  }
  return counts
}

/** Added here, exactly: an engine would round what passes 2^63. */
async function ledgerSums(db: Kysely<Database>): Promise<Manifest['ledger']> {
  const postings = await db
    .selectFrom('ledger_postings')
    .select(({ fn }) => ['tenant', 'currency', 'minor', fn.countAll<number>().as('times')])
    .groupBy(['tenant', 'currency', 'minor'])
    .orderBy('tenant')
    .orderBy('currency')
    .execute()
  const sums = new Map<string, { tenant: string; currency: string; debit: bigint; credit: bigint }>()
  for (const { tenant, currency, minor, times } of postings) {
    const key = `${tenant} ${currency}`
    const sum = sums.get(key) ?? { tenant, currency, debit: 0n, credit: 0n }
    const amount = BigInt(minor) * BigInt(times)
    sums.set(key, amount > 0n ? { ...sum, debit: sum.debit + amount } : { ...sum, credit: sum.credit - amount })
  }
  return [...sums.values()].map(({ debit, credit, ...of }) => ({ ...of, debit: `${debit}`, credit: `${credit}` }))
}
