import { invariant } from '@octroi/shared/errors/invariant'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'

const secretLength = 32

/** A secret of the tenant for one purpose. Made where it is first asked for. */
export async function tenantSecret(
  { tenants }: Pick<Stores, 'tenants'>,
  { randomBytes, sealer }: Pick<Environment, 'randomBytes' | 'sealer'>,
  purpose: 'passcodes' | 'resale-aliases',
): Promise<Uint8Array> {
  const sealingPurpose = `tenant-secret ${purpose}`
  const kept = await tenants.secret(purpose)
  if (kept !== undefined) return sealer.unseal(kept, sealingPurpose)
  await tenants.keepSecret(purpose, sealer.seal(randomBytes(secretLength), sealingPurpose))
  // Of two that are made at once the first stays.
  const made = await tenants.secret(purpose)
  invariant(made !== undefined, 'what was kept is there')
  return sealer.unseal(made, sealingPurpose)
}
