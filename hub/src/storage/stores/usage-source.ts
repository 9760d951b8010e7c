import { decodeBase64url, toBase64url } from '@octroi/shared/crypto/bytes'
import type { DeviceId, SubscriptionId } from '@octroi/shared/ids/id'
import type { SeqRange } from '@octroi/shared/wire/messages/journal'
import type { RatingStore } from '../../rating/rating.store.ts'
import type { LineKey, UsageSource } from '../../rating/usage-source.ts'
import type { Scope } from '../scope.ts'

export type UsageSources = Pick<RatingStore, 'sourcesOf' | 'sourcedRecords'>

export function usageSourceStore({ db, tenant }: Scope): UsageSources {
  const onLine = ({ subscription, price, version, band, periodFromMs }: LineKey) =>
    db
      .selectFrom('usage_sources')
      .where('tenant', '=', tenant)
      .where('subscription', '=', subscription)
      .where('period_ms', '=', periodFromMs)
      .where('price', '=', price)
      .where('catalogue_version', '=', version)
      .where('band', '=', band)
  return {
    async sourcesOf(line, from, limit) {
      const rows = await onLine(line)
        .selectAll()
        .$if(from !== undefined, (query) =>
          query.where((where) =>
            where(
              where.refTuple('device', 'first', 'overlap'),
              '>=',
              where.tuple(from?.device ?? '', from?.first ?? 0, writeOverlap(from?.overlap)),
            ),
          ),
        )
        .orderBy('device')
        .orderBy('first')
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
        seqs: readSeqs(row.seqs),
        records: row.records,
      }))
    },

    async sourcedRecords(line) {
      const { records } = await onLine(line)
        .select(({ fn }) => fn.sum<number | string | null>('records').as('records'))
        .executeTakeFirstOrThrow()
      return Number(records ?? 0)
    },
  }
}

export async function insertSources({ db, tenant, insertRows }: Scope, sources: readonly UsageSource[]): Promise<void> {
  const rows = sources.map((source) => ({
    tenant,
    subscription: source.subscription,
    period_ms: source.periodFromMs,
    price: source.price,
    catalogue_version: source.version,
    band: source.band,
    device: source.device,
    first: source.seqs[0]?.first ?? 0,
    overlap: writeOverlap(source.overlap),
    seqs: writeSeqs(source.seqs),
    records: source.records,
  }))
  for (const insert of insertRows(db, 'usage_sources', rows)) await insert.execute()
}

export function writeOverlap(overlap: Uint8Array | undefined): string {
  return overlap === undefined ? '' : toBase64url(overlap)
}

/** `4-9,12-12`: a batch of readings is mostly one range. */
function writeSeqs(seqs: readonly SeqRange[]): string {
  return seqs.map(({ first, last }) => `${first}-${last}`).join(',')
}

function readSeqs(text: string): readonly SeqRange[] {
  return text.split(',').map((range) => {
    const [first, last] = range.split('-').map(Number)
    return { first: first ?? 0, last: last ?? 0 }
  })
}
