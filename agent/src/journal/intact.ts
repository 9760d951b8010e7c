import { equalBytes } from '@octroi/shared/crypto/bytes'
import type { Crypto } from '@octroi/shared/crypto/crypto'
import { leafHash, merkleRoot } from '@octroi/shared/proof/merkle'
import type { SealedBatch } from '@octroi/shared/proof/seal-batch'
import { decodeCbor } from '@octroi/shared/wire/cbor'
import { readSigned, verifySigned } from '@octroi/shared/wire/message'
import { batchMessage, envelope } from '@octroi/shared/wire/messages/journal'

/** Whether a batch is still what was sealed. A disk may give back other bytes than were written, without a word. */
export function isIntact(crypto: Crypto, publicKey: Uint8Array, { first, last, ...sealed }: SealedBatch): boolean {
  const raw = decodeCbor(sealed.envelope)
  const read = raw.ok ? envelope.decode(raw.value, '', []) : undefined
  const signed = read && readSigned(batchMessage, read.batch)
  if (read === undefined || signed?.ok !== true) return false
  const opened = verifySigned(crypto, signed.value, publicKey)
  if (!opened.ok || opened.value.first !== first || opened.value.count !== last - first + 1) return false
  const leaves = read.records.map((record) => leafHash(crypto.sha256, record))
  return leaves.length === opened.value.count && equalBytes(merkleRoot(crypto.sha256, leaves), opened.value.root)
}
