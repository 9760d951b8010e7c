import type { DeviceId } from '@octroi/shared/ids/id'
import type { UnratedUsage, UsageAggregate } from '../../rating/usage-aggregate.ts'
import { writeWhole } from '../codec.ts'
import type { Scope } from '../scope.ts'

interface KeptSum {
  readonly quantity: string
  readonly records: number
}

interface Counted {
  readonly quantity: bigint
  readonly records: number
}

/**
 * Adds to the sums of usage, in one look and one write however many there are. Sums pass 2^63 for a large reseller, so
 * they are added here and not by an engine that would round them.
 */
export async function addAggregates({ db, tenant, insertRows }: Scope, sums: readonly UsageAggregate[]): Promise<void> {
  if (sums.length === 0) return
  const known = await db
    .selectFrom('usage_aggregates')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('subscription', 'in', [...new Set(sums.map(({ subscription }) => subscription))])
    .where('period_ms', 'in', [...new Set(sums.map(({ periodFromMs }) => periodFromMs))])
    .execute()
  const keyOf = (row: Omit<(typeof known)[number], 'tenant' | keyof KeptSum>): string =>
    JSON.stringify([row.subscription, row.period_ms, row.price, row.catalogue_version, row.band])
  const before = new Map(known.map((row) => [keyOf(row), row]))
  const rows = sums.map(({ subscription, periodFromMs, price, version, band, ...counted }) => {
    const key = { tenant, subscription, period_ms: periodFromMs, price, catalogue_version: version, band }
    return { ...key, ...added(before.get(keyOf(key)), counted) }
  })
  for (const insert of insertRows(db, 'usage_aggregates', rows)) {
    await insert
      .onConflict((clash) =>
        clash
          .columns(['tenant', 'subscription', 'period_ms', 'price', 'catalogue_version', 'band'])
          .doUpdateSet((row) => ({ quantity: row.ref('excluded.quantity'), records: row.ref('excluded.records') })),
      )
      .execute()
  }
}

/** The same for what nobody pays for. */
export async function addUnrated(
  { db, tenant, insertRows }: Scope,
  device: DeviceId,
  sums: readonly UnratedUsage[],
): Promise<void> {
  if (sums.length === 0) return
  const known = await db
    .selectFrom('unrated_usage')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('device', '=', device)
    .where('meter', 'in', [...new Set(sums.map(({ meter }) => meter))])
    .execute()
  const keyOf = ({ service, meter, reason }: Omit<UnratedUsage, keyof Counted> | (typeof known)[number]): string =>
    JSON.stringify([service, meter, reason])
  const before = new Map(known.map((row) => [keyOf(row), row]))
  const rows = sums.map(({ service, meter, reason, ...counted }) => ({
    ...{ tenant, device, service, meter, reason },
    ...added(before.get(keyOf({ service, meter, reason })), counted),
  }))
  for (const insert of insertRows(db, 'unrated_usage', rows)) {
    await insert
      .onConflict((clash) =>
        clash
          .columns(['tenant', 'device', 'service', 'meter', 'reason'])
          .doUpdateSet((row) => ({ quantity: row.ref('excluded.quantity'), records: row.ref('excluded.records') })),
      )
      .execute()
  }
}

function added(before: KeptSum | undefined, { quantity, records }: Counted): KeptSum {
  return { quantity: writeWhole(BigInt(before?.quantity ?? '0') + quantity), records: (before?.records ?? 0) + records }
}
