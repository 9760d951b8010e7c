import { decodeBase64url, toBase64url } from '@octroi/shared/crypto/bytes'
import type { DeviceId, SubscriptionId } from '@octroi/shared/ids/id'
import type { Selectable } from 'kysely'
import { type Page, type PageRequest, pageOf } from '../../page.ts'
import type { LineKey } from '../../rating/usage-source.ts'
import type { WholesaleSource } from '../../resales/wholesale-source.ts'
import { writeWhole } from '../codec.ts'
import type { Database } from '../database.ts'
import type { Scope } from '../scope.ts'
import { readSeqs, writeSeqs } from './usage-source.ts'

export async function insertWholesaleSources(
  { db, tenant, insertRows }: Scope,
  sources: readonly WholesaleSource[],
): Promise<void> {
  const rows = sources.map((source) => ({
    tenant,
    subscription: source.subscription,
    period_ms: source.periodFromMs,
    price: source.price,
    catalogue_version: source.version,
    band: source.band,
    device: source.device,
    first: firstOf(source),
    batch: batchOf(source),
    seqs: writeSeqs(source.seqs),
    quantity: source.quantity === undefined ? null : writeWhole(source.quantity),
  }))
  for (const insert of insertRows(db, 'wholesale_sources', rows)) await insert.execute()
}

export async function wholesaleSourcesOn(
  { db, tenant }: Scope,
  { after, limit }: PageRequest,
  { subscription, periodFromMs, price, version, band }: LineKey,
): Promise<Page<WholesaleSource>> {
  const [device = '', first = '0', batch = ''] = after?.split(' ') ?? []
  const rows = await db
    .selectFrom('wholesale_sources')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('subscription', '=', subscription)
    .where('period_ms', '=', periodFromMs)
    .where('price', '=', price)
    .where('catalogue_version', '=', version)
    .where('band', '=', band)
    .where((where) => where(where.refTuple('device', 'first', 'batch'), '>', where.tuple(device, Number(first), batch)))
    .orderBy('device')
    .orderBy('first')
    .orderBy('batch')
    .limit(limit + 1)
    .execute()
  return pageOf(rows.map(sourceOf), limit, (source) => [source.device, firstOf(source), batchOf(source)].join(' '))
}

/** What stands for a batch that nobody can name any more; sorts before every hash, as a place in a list it is one word. */
const noBatch = '-'

function batchOf({ batch }: WholesaleSource): string {
  return batch === undefined ? noBatch : toBase64url(batch)
}

function firstOf({ seqs }: WholesaleSource): number {
  return seqs[0]?.first ?? 0
}

function sourceOf(row: Selectable<Database['wholesale_sources']>): WholesaleSource {
  return {
    subscription: row.subscription as SubscriptionId,
    price: row.price,
    version: row.catalogue_version,
    band: row.band,
    periodFromMs: row.period_ms,
    device: row.device as DeviceId,
    seqs: readSeqs(row.seqs),
    ...(row.batch === noBatch ? {} : { batch: decodeBase64url(row.batch) }),
    ...(row.quantity === null ? {} : { quantity: BigInt(row.quantity) }),
  }
}
