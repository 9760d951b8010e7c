import type { Proof } from '@octroi/shared/api/proof'
import { toBase64url } from '@octroi/shared/crypto/bytes'
import type { Crypto } from '@octroi/shared/crypto/crypto'
import { invariant } from '@octroi/shared/errors/invariant'
import { inclusionPath, leafHash } from '@octroi/shared/proof/merkle'
import { decodeCbor } from '@octroi/shared/wire/cbor'
import { readSigned } from '@octroi/shared/wire/message'
import { batchMessage, envelope } from '@octroi/shared/wire/messages/journal'

/** A stored batch, read again: it was verified before it was stored. */
export interface StoredBatch {
  readonly header: Uint8Array
  readonly kid: Uint8Array
  readonly first: number
  readonly records: readonly Uint8Array[]
}

export function readBatch(stored: Uint8Array): StoredBatch {
  const raw = decodeCbor(stored)
  invariant(raw.ok, 'a stored batch is CBOR')
  const read = envelope.decode(raw.value, '', [])
  invariant(read !== undefined, 'a stored batch is an envelope')
  const signed = readSigned(batchMessage, read.batch)
  invariant(signed.ok, 'a stored batch is signed')
  return { header: read.batch, kid: signed.value.kid, first: signed.value.claimed.first, records: read.records }
}

/** One record of a batch with its way up to the signed root; its siblings' salts keep what they say to themselves. */
export function excerpt(sha256: Crypto['sha256'], batch: StoredBatch, seq: number): Proof['batches'][number]['records'][number] {
  const index = seq - batch.first
  const record = batch.records[index]
  invariant(record !== undefined, 'the batch holds the record')
  const leaves = batch.records.map((each) => leafHash(sha256, each))
  return { seq, record: toBase64url(record), path: inclusionPath(sha256, leaves, index).map(toBase64url) }
}
