import { decodeBase64url } from '@octroi/shared/crypto/bytes'
import type { DeviceId, SubscriptionId } from '@octroi/shared/ids/id'
import type { OrderedEvent } from '../../rating/free-events.ts'
import type { LineKey } from '../../rating/usage-source.ts'
import { writeWhole } from '../codec.ts'
import type { Scope } from '../scope.ts'
import { writeOverlap } from './usage-source.ts'

export async function insertEvents({ db, tenant, insertRows }: Scope, events: readonly OrderedEvent[]): Promise<void> {
  const rows = events.map((event) => ({
    tenant,
    subscription: event.subscription,
    period_ms: event.periodFromMs,
    price: event.price,
    catalogue_version: event.version,
    happened_ms: event.happenedAtMs,
    device: event.device,
    seq: event.seq,
    overlap: writeOverlap(event.overlap),
    band: event.band,
    quantity: writeWhole(event.quantity),
  }))
  for (const insert of insertRows(db, 'ordered_events', rows)) await insert.execute()
}

export async function firstEvents(
  { db, tenant }: Scope,
  { subscription, price, version, periodFromMs }: Omit<LineKey, 'band'>,
  limit: number,
): Promise<readonly OrderedEvent[]> {
  const rows = await db
    .selectFrom('ordered_events')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('subscription', '=', subscription)
    .where('period_ms', '=', periodFromMs)
    .where('price', '=', price)
    .where('catalogue_version', '=', version)
    .orderBy('happened_ms')
    .orderBy('device')
    .orderBy('seq')
    .orderBy('overlap')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    subscription: row.subscription as SubscriptionId,
    price: row.price,
    version: row.catalogue_version,
    band: row.band,
    periodFromMs: row.period_ms,
    device: row.device as DeviceId,
    ...(row.overlap === '' ? {} : { overlap: decodeBase64url(row.overlap) }),
    happenedAtMs: row.happened_ms,
    seq: row.seq,
    quantity: BigInt(row.quantity),
  }))
}
