import type { Proof } from '@octroi/shared/api/proof'
import { equalBytes, toBase64url } from '@octroi/shared/crypto/bytes'
import type { Crypto } from '@octroi/shared/crypto/crypto'
import { invariant } from '@octroi/shared/errors/invariant'
import { inclusionPath, leafHash, type MerkleLevels, merkleLevels } from '@octroi/shared/proof/merkle'
import { decodeCbor } from '@octroi/shared/wire/cbor'
import { readSigned } from '@octroi/shared/wire/message'
import { batchMessage, type Envelope, envelope } from '@octroi/shared/wire/messages/journal'

/** A stored batch, read again: it was verified before it was stored. */
export interface StoredBatch {
  readonly header: Uint8Array
  readonly kid: Uint8Array
  readonly boot: Uint8Array
  readonly first: number
  /** The boot it is of, where it is a released overlap. */
  readonly overlap: Uint8Array | undefined
  readonly records: readonly Uint8Array[]
  readonly levels: MerkleLevels
}

/** The part of a stored batch that its device signed: what is left of it once its records are forgotten. */
export function signedOf(stored: Uint8Array): Uint8Array {
  return readEnvelope(stored).batch
}

/** The records of a stored batch, as they were signed. */
export function recordsOf(stored: Uint8Array): readonly Uint8Array[] {
  return readEnvelope(stored).records
}

/** The records of a stored batch with their place in the journal, without the proof that they are in it. */
export function storedRecords(stored: Uint8Array): Pick<StoredBatch, 'boot' | 'first' | 'records'> {
  const read = readEnvelope(stored)
  const signed = readSigned(batchMessage, read.batch)
  invariant(signed.ok, 'a stored batch is signed')
  const { boot, first } = signed.value.claimed
  return { boot, first, records: read.records }
}

function readEnvelope(stored: Uint8Array): Envelope {
  const raw = decodeCbor(stored)
  invariant(raw.ok, 'a stored batch is CBOR')
  const read = envelope.decode(raw.value, '', [])
  invariant(read !== undefined, 'a stored batch is an envelope')
  return read
}

export function readBatch(sha256: Crypto['sha256'], stored: Uint8Array, overlap?: Uint8Array): StoredBatch {
  const read = readEnvelope(stored)
  const signed = readSigned(batchMessage, read.batch)
  invariant(signed.ok, 'a stored batch is signed')
  const { kid, claimed } = signed.value
  const leaves = read.records.map((record) => leafHash(sha256, record))
  const { first, boot } = claimed
  return { header: read.batch, kid, boot, first, overlap, records: read.records, levels: merkleLevels(sha256, leaves) }
}

export function holds({ first, records, ...batch }: StoredBatch, { seq, overlap }: RecordPlace): boolean {
  const isOfBoot =
    overlap === undefined || batch.overlap === undefined ? overlap === batch.overlap : equalBytes(overlap, batch.overlap)
  return isOfBoot && first <= seq && seq < first + records.length
}

/** A record's number, and its boot where another boot used that number too. */
export interface RecordPlace {
  readonly seq: number
  readonly overlap?: Uint8Array
}

/** One record of a batch with its way up to the signed root; its siblings' salts keep what they say to themselves. */
export function excerpt({ first, records, levels }: StoredBatch, seq: number): Proof['batches'][number]['records'][number] {
  const index = seq - first
  const record = records[index]
  invariant(record !== undefined, 'the batch holds the record')
  return { seq, record: toBase64url(record), path: inclusionPath(levels, index).map(toBase64url) }
}
