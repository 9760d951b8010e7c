import { equalBytes } from '@octroi/shared/crypto/bytes'
import type { Crypto } from '@octroi/shared/crypto/crypto'
import { keyId } from '@octroi/shared/crypto/key-id'
import type { Fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { DeviceId } from '@octroi/shared/ids/id'
import { leafHash, merkleRoot } from '@octroi/shared/proof/merkle'
import { decodeCbor } from '@octroi/shared/wire/cbor'
import { readSigned, verifySigned } from '@octroi/shared/wire/message'
import { type Batch, batchMessage, type Envelope, envelope, type SeqRange } from '@octroi/shared/wire/messages/journal'
import type { Verdict } from './verdict.ts'

/** A batch whose signature, count and root hold, with its records as they were signed. */
export interface VerifiedBatch {
  readonly batch: Batch
  /** SHA-256 of the signed payload: what the next batch names as `previous`. */
  readonly payloadHash: Uint8Array
  readonly records: readonly Uint8Array[]
  /** Everything, verbatim: the evidence. */
  readonly envelope: Uint8Array
}

export interface Distrusted {
  readonly verdict: Verdict
  readonly detail: string
  /** The records concerned, where the device signed that much. */
  readonly range?: SeqRange
}

/** Checks what came on a device's topic against the keys that device enrolled with. */
export function verifyEnvelope(
  crypto: Crypto,
  bytes: Uint8Array,
  from: { readonly device: DeviceId; readonly publicKeys: readonly Uint8Array[] },
): Result<VerifiedBatch, Distrusted> {
  const read = readEnvelope(bytes)
  if (!read.ok) return read
  const { batch: signed, records } = read.value
  const opened = verifySignedBatch(crypto, signed, from)
  if (!opened.ok) return opened
  const { batch, payloadHash } = opened.value
  const range = { first: batch.first, last: batch.first + batch.count - 1 }
  if (batch.count !== records.length) {
    return err({ verdict: 'wrong_root', detail: `${records.length} records came with a batch of ${batch.count}`, range })
  }
  const root = merkleRoot(
    crypto.sha256,
    records.map((record) => leafHash(crypto.sha256, record)),
  )
  if (!equalBytes(root, batch.root))
    return err({ verdict: 'wrong_root', detail: 'the records are not those that were signed', range })
  return ok({ batch, payloadHash, records, envelope: bytes })
}

/** Checks the part of a batch that its device signed, which is all there is of one whose records are forgotten. */
export function verifySignedBatch(
  crypto: Crypto,
  signed: Uint8Array,
  from: { readonly device: DeviceId; readonly publicKeys: readonly Uint8Array[] },
): Result<Pick<VerifiedBatch, 'batch' | 'payloadHash'>, Distrusted> {
  const unverified = readSigned(batchMessage, signed)
  if (!unverified.ok) return distrust(unverified.error.code, unverified.error.faults)
  const { kid, payloadBytes } = unverified.value
  const publicKey = from.publicKeys.find((candidate) => equalBytes(keyId(crypto, candidate), kid))
  if (publicKey === undefined) return err({ verdict: 'unknown_key', detail: 'signed with no key of this device' })
  const opened = verifySigned(crypto, unverified.value, publicKey)
  if (!opened.ok) return distrust(opened.error.code, opened.error.faults)
  const batch = opened.value
  if (batch.device !== from.device) return err({ verdict: 'wrong_device', detail: `signed for ${batch.device}` })
  return ok({ batch, payloadHash: crypto.sha256(payloadBytes) })
}

function readEnvelope(bytes: Uint8Array): Result<Envelope, Distrusted> {
  const raw = decodeCbor(bytes)
  if (!raw.ok) return err({ verdict: 'malformed', detail: raw.error })
  const faults: Fault[] = []
  const read = envelope.decode(raw.value, '', faults)
  return read === undefined ? distrust('malformed', faults) : ok(read)
}

function distrust(verdict: Verdict, faults: readonly Fault[]): Result<never, Distrusted> {
  return err({ verdict, detail: faults.map(({ path, detail }) => (path === '' ? detail : `${path}: ${detail}`)).join('; ') })
}
