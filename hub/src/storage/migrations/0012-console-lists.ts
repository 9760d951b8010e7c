import type { Kysely } from 'kysely'

const indexes = [
  { table: 'outbox', columns: ['tenant', 'state', 'message'] },
  { table: 'outbox', columns: ['tenant', 'endpoint', 'message'] },
] as const

/** What the operator narrows deliveries down to: those given up, those of one endpoint. */
export async function indexDeliveries(db: Kysely<unknown>): Promise<void> {
  for (const { table, columns } of indexes) {
    await db.schema
      .createIndex(`${table}_by_${columns.slice(1).join('_')}`)
      .on(table)
      .columns([...columns])
      .execute()
  }
}
