import type { Crypto, KeyPair } from '../crypto/crypto.ts'
import { invariant } from '../errors/invariant.ts'
import type { DeviceId } from '../ids/id.ts'
import { encodeCbor } from '../wire/cbor.ts'
import { readSigned, signMessage } from '../wire/message.ts'
import { batchMessage, envelope } from '../wire/messages/journal.ts'
import { leafHash, merkleRoot } from './merkle.ts'

/** A record at its place in a journal, as its bytes. */
export interface PlacedRecord {
  readonly seq: number
  readonly boot: Uint8Array
  readonly bytes: Uint8Array
}

/** A sealed batch: the bytes that are sent, again and again the same, until the hub's receipt covers them. */
export interface SealedBatch {
  readonly first: number
  readonly last: number
  /** SHA-256 of its signed payload: what the next batch names as `previous`. */
  readonly payloadHash: Uint8Array
  readonly envelope: Uint8Array
}

/** Signs a batch over the records, following the batch before it. Its bytes are then sent as they are, however often. */
export function sealBatch(
  crypto: Crypto,
  signer: { readonly device: DeviceId; readonly keys: KeyPair },
  previous: Uint8Array,
  records: readonly PlacedRecord[],
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
