import { formatExact } from '@octroi/shared/money/decimal'
import { add, multiply, type Rational, rational } from '@octroi/shared/money/rational'
import type { Kysely } from 'kysely'
import type { Database } from '../database.ts'
import { inParts } from '../in-parts.ts'
import { readQuote } from '../stores/quote-document.ts'
import type { ColumnTypes } from './column-types.ts'

/** What was granted and not used yet, in sums, filled from the authorizations that are there. */
export async function createOutstandingGrants(db: Kysely<Known>, { text, whole, keyed }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('outstanding_grants')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('subscription', text, (column) => column.notNull())
    .addColumn('service', text, (column) => column.notNull())
    .addColumn('currency', text, (column) => column.notNull())
    .addColumn('part', whole, (column) => column.notNull())
    .addColumn('uses', whole, (column) => column.notNull())
    .addColumn('exact', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('outstanding_grants_key', ['tenant', 'subscription', 'service', 'currency', 'part'])
    .modifyEnd(keyed)
    .execute()
  await fill(db)
}

type Known = Pick<Database, 'authorizations' | 'outstanding_grants'>

async function fill(db: Kysely<Known>): Promise<void> {
  const granted = await db
    .selectFrom('authorizations')
    .select(({ fn }) => ['tenant', 'subscription', 'service', 'quote', fn.countAll<number>().as('times')])
    .where('outcome', '=', 'pending')
    .groupBy(['tenant', 'subscription', 'service', 'quote'])
    .execute()
  const sums = new Map<string, { readonly row: Database['outstanding_grants']; exact: Rational }>()
  for (const { tenant, subscription, service, quote, times } of granted) {
    if (subscription === null || quote === null) continue
    const {
      amount: { currency },
      exact,
    } = readQuote(quote)
    const key = [tenant, subscription, service, currency].join('\n')
    // All in one part: what becomes of them is taken off others, and only the sum of all parts says something.
    const row = { tenant, subscription, service, currency, part: 0, uses: 0, exact: '0' }
    const sum = sums.get(key) ?? { row, exact: rational(0n) }
    sum.row.uses += times
    sum.exact = add(sum.exact, multiply(exact, rational(BigInt(times))))
    sums.set(key, sum)
  }
  const rows = [...sums.values()].map(({ row, exact }) => ({ ...row, exact: formatExact(exact) }))
  for (const part of inParts(rows)) await db.insertInto('outstanding_grants').values(part).execute()
}
