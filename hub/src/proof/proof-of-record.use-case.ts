import type { RecordProof } from '@octroi/shared/api/proof'
import { toBase64url } from '@octroi/shared/crypto/bytes'
import { invariant } from '@octroi/shared/errors/invariant'
import type { AccountId, DeviceId } from '@octroi/shared/ids/id'
import { decodeRecord } from '@octroi/shared/wire/messages/record'
import { ownerThen } from '../devices/owner-then.use-case.ts'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { excerpt, readBatch, type StoredBatch } from './batch-excerpt.ts'
import { signDeviceKey } from './sign-device-key.use-case.ts'

type Needs = Pick<Stores, 'tenants' | 'devices' | 'journals'>

export interface AskedRecord {
  readonly device: DeviceId
  readonly seq: number
  /** An account reads what was written while the device was its own. Absent where everything may be read. */
  readonly reader: AccountId | undefined
}

/** The proof that a device signed one record of its journal, from the evidence as it was stored; undefined without it. */
export async function proofOfRecord(
  stores: Needs,
  environment: Environment,
  { device, seq, reader }: AskedRecord,
): Promise<RecordProof | undefined> {
  if ((await stores.journals.overlapping(device, seq, seq)).length === 0) return undefined
  const tenant = await stores.tenants.get()
  invariant(tenant !== undefined, 'a device has its tenant')
  const stored = await stores.journals.covering(device, seq)
  if (stored === undefined) return undefined
  const batch = readBatch(environment.crypto.sha256, stored)
  if (reader !== undefined && (await ownerOfRecord(stores, batch, { device, seq })) !== reader) return undefined
  const deviceKey = await signDeviceKey(stores, environment, { tenant: tenant.id, device, kid: batch.kid })
  if (deviceKey === undefined) return undefined
  return {
    format: 'octroi/v1/record',
    tenant: tenant.id,
    device,
    keyset: toBase64url(tenant.keyset),
    deviceKey: toBase64url(deviceKey),
    header: toBase64url(batch.header),
    ...excerpt(batch, seq),
  }
}

/** Whose the device was when it wrote a record; by when it came, where its clock was not set. */
async function ownerOfRecord(
  stores: Needs,
  { first, records }: StoredBatch,
  { device: id, seq }: Pick<AskedRecord, 'device' | 'seq'>,
): Promise<AccountId | undefined> {
  const record = decodeRecord(records[seq - first] ?? new Uint8Array())
  const isDated = record.ok && record.value.timeState !== 'unknown'
  const atMs = isDated ? record.value.time : await stores.journals.receivedAtMs(id, first)
  return ownerThen(stores, id, atMs)
}
