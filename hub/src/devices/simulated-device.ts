import { type KeyPair, keyPairOf } from '@octroi/shared/crypto/crypto'
import type { DeviceId } from '@octroi/shared/ids/id'
import { type SealedBatch, sealBatch } from '@octroi/shared/proof/seal-batch'
import { encodeRecord, type JournalRecord } from '@octroi/shared/wire/messages/record'
import type { Environment } from '../environment.ts'
import type { JournalHead } from '../proof/journal-head.ts'

/** A record before it is written; its salt is drawn then. */
export type UnwrittenRecord = JournalRecord extends infer R ? (R extends JournalRecord ? Omit<R, 'salt'> : never) : never

/**
 * The key of a simulated device. The hub can make it again from the device's id, so that it is kept nowhere; only this
 * installation can, and no device of a live tenant has one like it.
 */
export function simulatedKeys({ crypto, sealer }: Pick<Environment, 'crypto' | 'sealer'>, device: DeviceId): KeyPair {
  return keyPairOf(crypto, sealer.mac(new TextEncoder().encode(device), 'simulated-device-key'))
}

/** It never restarts: what it wrote is at the hub at once. */
const onlyBoot = new Uint8Array(16).fill(1)

/** Writes and signs the next record of its journal, alone in a batch as every access is. */
export function sealSimulated(
  environment: Pick<Environment, 'crypto' | 'sealer' | 'randomBytes'>,
  device: DeviceId,
  { through, head }: Pick<JournalHead, 'through' | 'head'>,
  record: UnwrittenRecord,
): SealedBatch {
  const bytes = encodeRecord({ ...record, salt: environment.randomBytes(16) })
  const signer = { device, keys: simulatedKeys(environment, device) }
  return sealBatch(environment.crypto, signer, head, [{ seq: through + 1, boot: onlyBoot, bytes }])
}
