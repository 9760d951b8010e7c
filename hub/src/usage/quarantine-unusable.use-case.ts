import { receiptRangesAtMost, type SeqRange } from '@octroi/shared/wire/messages/journal'
import type { Device } from '../devices/device.ts'
import type { Environment } from '../environment.ts'
import { quarantine } from '../proof/quarantine.use-case.ts'
import type { Stores } from '../stores.ts'
import type { Unusable } from './read-records.ts'

interface UnusableRecords {
  readonly unusable: readonly Unusable[]
  readonly bytesOf: (seq: number) => Uint8Array | undefined
  readonly overlap?: Uint8Array | undefined
}

/** Sets single records of a good batch apart. Returns the ranges a receipt tells. */
export async function quarantineUnusable(
  stores: Pick<Stores, 'devices' | 'journals'>,
  environment: Environment,
  device: Device,
  { unusable, bytesOf, overlap }: UnusableRecords,
): Promise<readonly SeqRange[]> {
  const place = overlap === undefined ? {} : { overlap }
  for (const { seq, ...distrusted } of unusable) {
    const bytes = bytesOf(seq) ?? new Uint8Array()
    await quarantine(stores, environment, device, { ...distrusted, ...place, bytes, range: { first: seq, last: seq } })
  }
  return unusable.slice(0, receiptRangesAtMost).map(({ seq }) => ({ first: seq, last: seq }))
}
