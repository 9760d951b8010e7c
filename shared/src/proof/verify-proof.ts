import type { Proof } from '../api/proof.ts'
import { decodeBase64url } from '../crypto/bytes.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { readActionName } from '../decisions/action-name.ts'
import { openKeyset } from '../decisions/keyset.ts'
import { err, ok, type Result } from '../errors/result.ts'
import type { AuthorizationId, DeviceId, TenantId } from '../ids/id.ts'
import type { Batch } from '../wire/messages/journal.ts'
import { beginsAction, type JournalRecord } from '../wire/messages/record.ts'
import { type BrokenLink, broken, provenBatch, provenDeviceKey, recordIn } from './device-signed.ts'
import { isAboutAnother, type ProvenGrant, provenGrant } from './proven-grant.ts'

/** What a proof proves: this device signed these records about what the hub granted. */
export interface Proven {
  readonly tenant: TenantId
  readonly device: DeviceId
  readonly authorization: AuthorizationId
  readonly grant: ProvenGrant
  /** In the order of the journal. */
  readonly records: readonly ProvenRecord[]
}

export interface ProvenRecord {
  readonly seq: number
  readonly record: JournalRecord
}

/** Walks a proof from the tenant's root key to each record. The error names the first link that is broken. */
export function verifyProof(crypto: Crypto, proof: Proof, rootKey: Uint8Array): Result<Proven, BrokenLink> {
  const keyset = openKeyset(crypto, decodeBase64url(proof.keyset), { tenant: proof.tenant, rootKey })
  if (keyset === undefined) return broken('keyset', 'The key set is not signed by the tenant’s root key.')
  const deviceKey = provenDeviceKey(crypto, keyset, proof)
  if (deviceKey === undefined) return broken('device_key', 'The hub did not sign that the device enrolled with this key.')
  const grant = provenGrant(crypto, keyset, proof)
  if (grant === undefined) return broken('permit', 'The permit is not one the hub issued for this device and authorization.')
  const records: ProvenRecord[] = []
  for (const batch of proof.batches) {
    const proven = provenRecords(crypto, deviceKey, grant, proof, batch)
    if (!proven.ok) return proven
    records.push(...proven.value)
  }
  const flaw = flawOf(records)
  if (flaw !== undefined) return err(flaw)
  const { tenant, device, authorization } = proof
  const inOrder = records.toSorted((left, right) => left.seq - right.seq)
  return ok({ tenant, device, authorization, grant, records: inOrder })
}

/** What no single record shows: one told twice, or a use without the grant that binds it to its permit. */
function flawOf(records: readonly ProvenRecord[]): BrokenLink | undefined {
  const seqs = records.map(({ seq }) => seq)
  const twice = seqs.find((seq, index) => seqs.indexOf(seq) !== index)
  if (twice !== undefined) return { link: 'record', detail: `Record ${twice} is told twice.` }
  const isUse = ({ record }: ProvenRecord): boolean => record.type !== 'refused'
  const isBound = records.some(({ record }) => beginsAction(record.type)) || !records.some(isUse)
  return isBound ? undefined : { link: 'permit', detail: 'No record grants the permit, so it may be another that was used.' }
}

type ProofBatch = Proof['batches'][number]

function provenRecords(
  crypto: Crypto,
  deviceKey: Uint8Array,
  grant: ProvenGrant,
  proof: Proof,
  { header, records }: ProofBatch,
): Result<readonly ProvenRecord[], BrokenLink> {
  const signed = provenBatch(crypto, deviceKey, proof.device, header)
  if (signed === undefined) return broken('batch', 'The header of a batch is not signed by the device.')
  const proven: ProvenRecord[] = []
  for (const each of records) {
    const record = provenRecord(crypto, signed, grant, proof, each)
    if (!record.ok) return record
    proven.push(record.value)
  }
  return ok(proven)
}

function provenRecord(
  crypto: Crypto,
  batch: Batch,
  grant: ProvenGrant,
  proof: Proof,
  placed: ProofBatch['records'][number],
): Result<ProvenRecord, BrokenLink> {
  const { seq } = placed
  const included = recordIn(crypto, batch, placed)
  if (!included.ok) return included
  const record = included.value
  if (record.authorization !== proof.authorization) return broken('record', `Record ${seq} is about another authorization.`)
  if (record.service !== readActionName(grant.claims.action).service) {
    return broken('record', `Record ${seq} is about another service than the permit.`)
  }
  if (isAboutAnother(record, grant)) {
    return broken('permit', `Record ${seq} is about another permit than the one in the proof.`)
  }
  return ok({ seq, record })
}
