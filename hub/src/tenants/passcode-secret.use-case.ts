import { invariant } from '@octroi/shared/errors/invariant'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'

const purpose = 'passcodes'
const sealingPurpose = `tenant-secret ${purpose}`
const secretLength = 32

/** What every passcode key of the tenant is derived from. Made at founding, and here for a tenant that is older than that. */
export async function passcodeSecret(
  { tenants }: Pick<Stores, 'tenants'>,
  { randomBytes, sealer }: Pick<Environment, 'randomBytes' | 'sealer'>,
): Promise<Uint8Array> {
  const kept = await tenants.secret(purpose)
  if (kept !== undefined) return sealer.unseal(kept, sealingPurpose)
  await tenants.keepSecret(purpose, sealer.seal(randomBytes(secretLength), sealingPurpose))
  // Of two that are made at once the first stays.
  const made = await tenants.secret(purpose)
  invariant(made !== undefined, 'what was kept is there')
  return sealer.unseal(made, sealingPurpose)
}
