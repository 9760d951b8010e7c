import type { RecordProof } from '../api/proof.ts'
import { decodeBase64url } from '../crypto/bytes.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { openKeyset } from '../decisions/keyset.ts'
import { ok, type Result } from '../errors/result.ts'
import type { DeviceId, TenantId } from '../ids/id.ts'
import type { JournalRecord } from '../wire/messages/record.ts'
import { type BrokenLink, broken, provenBatch, provenDeviceKey, recordIn } from './device-signed.ts'

/** What the proof of a record proves: this device signed it at this place of its journal. */
export interface SignedRecord {
  readonly tenant: TenantId
  readonly device: DeviceId
  readonly seq: number
  readonly record: JournalRecord
}

/** Walks from the tenant's root key to one record. The error names the first link that is broken. */
export function verifyRecord(crypto: Crypto, proof: RecordProof, rootKey: Uint8Array): Result<SignedRecord, BrokenLink> {
  const { tenant, device, seq } = proof
  const keyset = openKeyset(crypto, decodeBase64url(proof.keyset), { tenant, rootKey })
  if (keyset === undefined) return broken('keyset', 'The key set is not signed by the tenant’s root key.')
  const deviceKey = provenDeviceKey(crypto, keyset, proof)
  if (deviceKey === undefined) return broken('device_key', 'The hub did not sign that the device enrolled with this key.')
  const batch = provenBatch(crypto, deviceKey, device, proof.header)
  if (batch === undefined) return broken('batch', 'The header of the batch is not signed by the device.')
  const record = recordIn(crypto, batch, proof)
  return record.ok ? ok({ tenant, device, seq, record: record.value }) : record
}
