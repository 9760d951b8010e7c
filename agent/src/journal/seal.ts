import { equalBytes } from '@octroi/shared/crypto/bytes'
import type { Crypto, KeyPair } from '@octroi/shared/crypto/crypto'
import { invariant } from '@octroi/shared/errors/invariant'
import type { DeviceId } from '@octroi/shared/ids/id'
import { leafHash, merkleRoot } from '@octroi/shared/proof/merkle'
import { encodeCbor } from '@octroi/shared/wire/cbor'
import { readSigned, signMessage } from '@octroi/shared/wire/message'
import { batchMessage, envelope, recordsPerBatchAtMost } from '@octroi/shared/wire/messages/journal'
import type { SealedBatch, UnsealedRecord } from './journal.ts'

/**
 * The next records to seal together, or none yet. Whatever tells of an access goes at once, alone; the rest waits until
 * a batch is full or `isDue`. A batch never spans boots or a jump in the numbers, and never leaves a record out.
 */
export function nextBatch(unsealed: readonly UnsealedRecord[], isDue: boolean): readonly UnsealedRecord[] {
  const [head] = unsealed
  if (head === undefined) return []
  if (head.isUrgent) return [head]
  const end = unsealed.findIndex(
    ({ seq, isUrgent, boot }, index) => isUrgent || seq !== head.seq + index || !equalBytes(boot, head.boot),
  )
  const run = unsealed.slice(0, Math.min(end === -1 ? unsealed.length : end, recordsPerBatchAtMost))
  const isComplete = end !== -1 || run.length === recordsPerBatchAtMost
  return isComplete || isDue ? run : []
}

/** Signs a batch over the records, following the batch before it. Its bytes are then sent as they are, however often. */
export function sealBatch(
  crypto: Crypto,
  signer: { readonly device: DeviceId; readonly keys: KeyPair },
  previous: Uint8Array,
  records: readonly UnsealedRecord[],
): SealedBatch {
  const [head] = records
  invariant(head !== undefined, 'a batch has at least one record')
  const leaves = records.map(({ bytes }) => leafHash(crypto.sha256, bytes))
  const claims = {
    device: signer.device,
    boot: head.boot,
    first: head.seq,
    count: records.length,
    previous,
    root: merkleRoot(crypto.sha256, leaves),
  }
  const signed = signMessage(crypto, batchMessage, claims, signer.keys)
  const read = readSigned(batchMessage, signed)
  invariant(read.ok, 'we read what we wrote')
  return {
    first: head.seq,
    last: head.seq + records.length - 1,
    payloadHash: crypto.sha256(read.value.payloadBytes),
    envelope: encodeCbor(envelope.encode({ batch: signed, records: records.map(({ bytes }) => bytes) })),
  }
}
