import type { RecordProof } from '@octroi/shared/api/proof'
import { toBase64url } from '@octroi/shared/crypto/bytes'
import { invariant } from '@octroi/shared/errors/invariant'
import type { DeviceId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { excerpt, readBatch } from './batch-excerpt.ts'
import { signDeviceKey } from './sign-device-key.use-case.ts'

/** The proof that a device signed one record of its journal, from the evidence as it was stored; undefined without it. */
export async function proofOfRecord(
  stores: Pick<Stores, 'tenants' | 'devices' | 'journals'>,
  environment: Environment,
  { device, seq }: { readonly device: DeviceId; readonly seq: number },
): Promise<RecordProof | undefined> {
  if ((await stores.journals.overlapping(device, seq, seq)).length === 0) return undefined
  const tenant = await stores.tenants.get()
  invariant(tenant !== undefined, 'a device has its tenant')
  const stored = await stores.journals.covering(device, seq)
  if (stored === undefined) return undefined
  const batch = readBatch(environment.crypto.sha256, stored)
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
