import type { Crypto } from '@octroi/shared/crypto/crypto'
import type { DeviceId } from '@octroi/shared/ids/id'
import type { Stores } from '../stores.ts'
import type { PlacedRecord } from '../usage/read-records.ts'
import { payloadHashOf } from './batch-excerpt.ts'

interface Told {
  /** All of one batch. */
  readonly records: readonly PlacedRecord[]
  readonly overlap?: Uint8Array
}

/** The hash of the batch that told these records; undefined where it was forgotten. */
export async function batchHash(
  { journals }: Pick<Stores, 'journals'>,
  { sha256 }: Pick<Crypto, 'sha256'>,
  device: DeviceId,
  { records, overlap }: Told,
): Promise<Uint8Array | undefined> {
  const seq = records[0]?.seq
  if (seq === undefined) return undefined
  if (overlap === undefined) return (await journals.overlapping(device, seq, seq))[0]?.payloadHash
  const stored = await journals.covering(device, seq, overlap)
  return stored && payloadHashOf(sha256, stored)
}
