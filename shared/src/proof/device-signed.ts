import type { Proof } from '../api/proof.ts'
import { decodeBase64url, equalBytes } from '../crypto/bytes.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { keyId } from '../crypto/key-id.ts'
import { isUsablePublicKey } from '../crypto/public-key.ts'
import { findKey } from '../decisions/keyset.ts'
import { err, type Result } from '../errors/result.ts'
import type { DeviceId } from '../ids/id.ts'
import { openSigned } from '../wire/message.ts'
import { deviceKeyMessage } from '../wire/messages/device-key.ts'
import { type Batch, batchMessage } from '../wire/messages/journal.ts'
import type { Keyset } from '../wire/messages/keyset.ts'
import { decodeRecord, type JournalRecord } from '../wire/messages/record.ts'
import { leafHash, rootOfPath } from './merkle.ts'

/** The links of the chain from the tenant's root key to a record, in the order they are checked. */
export type ProofLink = 'keyset' | 'device_key' | 'permit' | 'batch' | 'inclusion' | 'record'

export interface BrokenLink {
  readonly link: ProofLink
  /** A sentence for a person. */
  readonly detail: string
}

/** The key that the hub signed the device to have enrolled with. */
export function provenDeviceKey(
  crypto: Crypto,
  keyset: Keyset,
  proof: Pick<Proof, 'tenant' | 'device' | 'deviceKey'>,
): Uint8Array | undefined {
  const opened = openSigned(crypto, deviceKeyMessage, decodeBase64url(proof.deviceKey), (kid, { time }) =>
    findKey(crypto, keyset, { kid, use: 'receipts', atSeconds: Math.floor(time / 1000) }),
  )
  if (!opened.ok) return undefined
  const { tenant, device, publicKey } = opened.value
  return tenant === proof.tenant && device === proof.device && isUsablePublicKey(publicKey) ? publicKey : undefined
}

/** The slice of its journal that the device signed. */
export function provenBatch(crypto: Crypto, deviceKey: Uint8Array, device: DeviceId, header: string): Batch | undefined {
  const opened = openSigned(crypto, batchMessage, decodeBase64url(header), (kid) =>
    equalBytes(kid, keyId(crypto, deviceKey)) ? deviceKey : undefined,
  )
  return opened.ok && opened.value.device === device ? opened.value : undefined
}

/** A record that lies under the root of a signed batch. */
export function recordIn(
  crypto: Crypto,
  batch: Batch,
  { seq, record: encoded, path }: Proof['batches'][number]['records'][number],
): Result<JournalRecord, BrokenLink> {
  const bytes = decodeBase64url(encoded)
  const root = rootOfPath(crypto.sha256, {
    leaf: leafHash(crypto.sha256, bytes),
    index: seq - batch.first,
    size: batch.count,
    path: path.map(decodeBase64url),
  })
  if (root === undefined || !equalBytes(root, batch.root)) {
    return broken('inclusion', `Record ${seq} is not in the batch that the device signed.`)
  }
  const decoded = decodeRecord(bytes)
  return decoded.ok ? decoded : broken('record', `Record ${seq} cannot be read.`)
}

export function broken(link: ProofLink, detail: string): Result<never, BrokenLink> {
  return err({ link, detail })
}
