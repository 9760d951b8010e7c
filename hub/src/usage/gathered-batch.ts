import { equalBytes } from '@octroi/shared/crypto/bytes'
import { decodeRecord } from '@octroi/shared/wire/messages/record'
import { storedRecords } from '../proof/batch-excerpt.ts'
import type { UsageSource } from '../rating/usage-source.ts'
import type { PlacedRecord } from './read-records.ts'

type Place = Pick<UsageSource, 'device' | 'overlap'>

/** A stored batch whose records are being gathered: those that any line of a subscription counted. */
export interface GatheredBatch extends Place {
  readonly first: number
  readonly encoded: readonly Uint8Array[]
  readonly seqs: Set<number>
}

export function gathering({ device, overlap }: Place, stored: Uint8Array): GatheredBatch {
  const { first, records } = storedRecords(stored)
  return { device, ...(overlap === undefined ? {} : { overlap }), first, encoded: records, seqs: new Set() }
}

/** Whether a source that is met in order may still be of the batch. */
export function isOf(source: UsageSource, batch: GatheredBatch): boolean {
  const isSameBoot =
    source.overlap === undefined || batch.overlap === undefined
      ? source.overlap === batch.overlap
      : equalBytes(source.overlap, batch.overlap)
  return isSameBoot && mayFollow(source, batch)
}

/** Whether sources of the batch may still come, where they come by device and number. */
export function mayFollow({ device, seqs }: UsageSource, { device: of, first, encoded }: GatheredBatch): boolean {
  return device === of && (seqs[0]?.first ?? 0) < first + encoded.length
}

export function gather({ seqs }: GatheredBatch, source: Pick<UsageSource, 'seqs'>): void {
  for (const { first, last } of source.seqs) for (let seq = first; seq <= last; seq++) seqs.add(seq)
}

/** The gathered records, in order; undefined where one of them cannot be read. */
export function gathered({ first, encoded, seqs }: GatheredBatch): readonly PlacedRecord[] | undefined {
  const records: PlacedRecord[] = []
  for (const seq of [...seqs].toSorted((left, right) => left - right)) {
    const bytes = encoded[seq - first]
    const decoded = bytes === undefined ? undefined : decodeRecord(bytes)
    if (decoded?.ok !== true) return undefined
    records.push({ seq, record: decoded.value })
  }
  return records
}
