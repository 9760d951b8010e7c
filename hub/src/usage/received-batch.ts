import { equalBytes } from '@octroi/shared/crypto/bytes'
import type { Crypto } from '@octroi/shared/crypto/crypto'
import type { Result } from '@octroi/shared/errors/result'
import type { DeviceId } from '@octroi/shared/ids/id'
import { type Distrusted, type VerifiedBatch, verifyEnvelope } from '../proof/verify-envelope.ts'
import { type ReadRecords, readRecords } from './read-records.ts'

/** What came on a device's topic. */
export interface FromDevice {
  readonly device: DeviceId
  readonly bytes: Uint8Array
  readonly receivedAtMs: number
}

/**
 * The same, verified and read before the transaction that takes it in: most of the work, and nothing of it depends on what
 * else is stored. Others are taken in meanwhile.
 */
export interface ReceivedBatch extends FromDevice {
  readonly publicKeys: readonly Uint8Array[]
  readonly verified: Result<SoundBatch, Distrusted>
}

/** A batch as it was signed, with its records as they can be used. */
export interface SoundBatch extends VerifiedBatch {
  readonly read: ReadRecords
}

/** `publicKeys` are those that the device is known to have enrolled with; the transaction looks again. */
export function receiveBatch(crypto: Crypto, from: FromDevice, publicKeys: readonly Uint8Array[]): ReceivedBatch {
  const verified = verifyEnvelope(crypto, from.bytes, { device: from.device, publicKeys })
  if (!verified.ok) return { ...from, publicKeys, verified }
  const { batch, records } = verified.value
  const read = readRecords(batch.first, records, from.receivedAtMs)
  return { ...from, publicKeys, verified: { ok: true, value: { ...verified.value, read } } }
}

/** As it is by the keys the device has now, which may be others than it was verified with. */
export function byKeys(crypto: Crypto, received: ReceivedBatch, publicKeys: readonly Uint8Array[]): ReceivedBatch {
  const isSame =
    publicKeys.length === received.publicKeys.length &&
    publicKeys.every((key, index) => equalBytes(key, received.publicKeys[index] ?? new Uint8Array()))
  return isSame ? received : receiveBatch(crypto, received, publicKeys)
}
