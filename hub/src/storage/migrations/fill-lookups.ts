import { formatExact } from '@octroi/shared/money/decimal'
import { add, multiply, type Rational, rational } from '@octroi/shared/money/rational'
import { localDate, type Zone } from '@octroi/shared/time/zone'
import { type Kysely, sql } from 'kysely'
import { folded } from '../../folded.ts'
import { readExact } from '../codec.ts'
import type { Database } from '../database.ts'
import { inParts } from '../in-parts.ts'

const rowsAtOnce = 1000

/** Fills the lookups from what is there. */
export async function fillLookups(db: Kysely<Database>): Promise<void> {
  await foldLabels(db)
  await sql`update access_events set listed_ms = case when time_state <> 'unknown' then at_ms else coalesce((
    select batches.received_ms from batches
    where batches.tenant = access_events.tenant and batches.device = access_events.device
      and batches.first <= access_events.seq and batches.last >= access_events.seq
    order by batches.first desc limit 1
  ), at_ms) end where type in ('opened', 'safety_action')`.execute(db)
  await sql`insert into last_movements (tenant, device, service, opened_seq, closed_seq, open_ms)
    select tenant, device, service,
      coalesce(max(case when type = 'opened' then seq end), 0), coalesce(max(case when type <> 'opened' then seq end), 0), null
    from access_events where type in ('opened', 'closed', 'secured') group by tenant, device, service`.execute(db)
  await sql`update last_movements set open_ms = (
    select listed_ms from access_events where access_events.tenant = last_movements.tenant
      and access_events.device = last_movements.device and access_events.seq = last_movements.opened_seq
  ) where opened_seq > closed_seq`.execute(db)
  await sql`update journal_heads set gap_ms = (
    select min(received_ms) from batches where batches.tenant = journal_heads.tenant
      and batches.device = journal_heads.device and batches.first > journal_heads.through
  )`.execute(db)
  await sql`insert into device_contacts (tenant, device, connected_ms, told_ms, seq, time_state)
    select tenant, device, null, max(received_ms), max(last), null from batches group by tenant, device`.execute(db)
  await sumDays(db)
}

async function foldLabels(db: Kysely<Database>): Promise<void> {
  let after = { tenant: '', device: '' }
  for (;;) {
    const rows = await db
      .selectFrom('devices')
      .select(['tenant', 'device', 'label'])
      .where((where) => where(where.refTuple('tenant', 'device'), '>', where.tuple(after.tenant, after.device)))
      .orderBy('tenant')
      .orderBy('device')
      .limit(rowsAtOnce)
      .execute()
    for (const { tenant, device, label } of rows) {
      const update = db.updateTable('devices').set({ folded_label: folded(label) })
      await update.where('tenant', '=', tenant).where('device', '=', device).execute()
    }
    const last = rows.at(-1)
    if (last === undefined) return
    after = last
  }
}

/** A quarter of an hour lies within one day in every zone. Added here, exactly: an engine would round. */
async function sumDays(db: Kysely<Database>): Promise<void> {
  const zones = new Map(
    (await db.selectFrom('tenants').select(['tenant', 'zone']).execute()).map((row) => [row.tenant, row.zone]),
  )
  const quarter = sql<number>`charges.happened_ms / 900000`
  const rows = await db
    .selectFrom('charges')
    .select(({ fn }) => ['tenant', quarter.as('quarter'), 'currency', 'exact', fn.countAll<number>().as('times')])
    .groupBy(['tenant', quarter, 'currency', 'exact'])
    .execute()
  const sums = new Map<string, { readonly row: Database['day_charges']; exact: Rational }>()
  for (const { tenant, quarter: at, currency, exact, times } of rows) {
    const day = localDate((zones.get(tenant) ?? 'UTC') as Zone, at * 900_000)
    const key = [tenant, day, currency].join('\n')
    const sum = sums.get(key) ?? { row: { tenant, day, currency, exact: '0', charges: 0 }, exact: rational(0n) }
    sum.row.charges += times
    const each = readExact(exact)
    sum.exact = add(sum.exact, multiply(each, rational(BigInt(times))))
    sums.set(key, sum)
  }
  const summed = [...sums.values()].map(({ row, exact }) => ({ ...row, exact: formatExact(exact) }))
  for (const part of inParts(summed)) await db.insertInto('day_charges').values(part).execute()
}
