import { type Kysely, type SelectQueryBuilder, sql } from 'kysely'
import type { Database } from './database.ts'

/** Counts rows, and stops at `atMost`: beyond it nobody needs to know how many they are. */
export async function countAtMost<TB extends keyof Database, O>(
  db: Kysely<Database>,
  rows: SelectQueryBuilder<Database, TB, O>,
  atMost: number,
): Promise<number> {
  const some = rows.select(sql<number>`1`.as('one')).limit(atMost)
  const counted = await db
    .selectFrom(some.as('some'))
    .select(({ fn }) => fn.countAll<number | string>().as('rows'))
    .executeTakeFirstOrThrow()
  return Number(counted.rows)
}
