import type { SubscriptionId } from '@octroi/shared/ids/id'
import { combine, type UsageAggregate } from '../../rating/usage-aggregate.ts'
import { orNull, writeWhole } from '../codec.ts'
import type { Scope } from '../scope.ts'

/** Adds to one cell of a line, or keeps the greater or the later of what it holds and what comes. */
export async function addToCell({ db, tenant }: Scope, cell: string, sum: UsageAggregate): Promise<void> {
  const line = {
    ...{ tenant, subscription: sum.subscription, period_ms: sum.periodFromMs },
    ...{ price: sum.price, catalogue_version: sum.version, band: sum.band },
  }
  const before = await db
    .selectFrom('usage_cells')
    .select(['quantity', 'records', 'place'])
    .where('tenant', '=', tenant)
    .where('subscription', '=', sum.subscription)
    .where('period_ms', '=', sum.periodFromMs)
    .where('price', '=', sum.price)
    .where('catalogue_version', '=', sum.version)
    .where('band', '=', sum.band)
    .where('cell', '=', cell)
    .executeTakeFirst()
  const { quantity, records, keep } = before === undefined ? sum : combine(kept(before), sum)
  const place = keep?.which === 'latest' ? keep.place : undefined
  const total = { quantity: writeWhole(quantity), records, place: orNull(place) }
  await db
    .insertInto('usage_cells')
    .values({ ...line, cell, ...total })
    .onConflict((clash) =>
      clash.columns(['tenant', 'subscription', 'period_ms', 'price', 'catalogue_version', 'band', 'cell']).doUpdateSet(total),
    )
    .execute()
}

interface CellRow {
  readonly quantity: string
  readonly records: number
  readonly place: string | null
}

function kept({ quantity, records, place }: CellRow): Pick<UsageAggregate, 'quantity' | 'records' | 'keep'> {
  const sum = { quantity: BigInt(quantity), records }
  return place === null ? sum : { ...sum, keep: { which: 'latest', place } }
}

export async function cellsOf(
  { db, tenant }: Scope,
  subscriptions: readonly SubscriptionId[],
  periodFromMs: number,
): Promise<readonly UsageAggregate[]> {
  const rows = await db
    .selectFrom('usage_cells')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('subscription', 'in', [...subscriptions])
    .where('period_ms', '=', periodFromMs)
    .execute()
  return rows.map((row) => ({
    subscription: row.subscription as SubscriptionId,
    price: row.price,
    version: row.catalogue_version,
    band: row.band,
    periodFromMs: row.period_ms,
    cell: row.cell,
    ...kept(row),
  }))
}
