import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { tenantSecret } from './tenant-secret.use-case.ts'

/** What every passcode key of the tenant is derived from. Made at founding, and here for a tenant that is older than that. */
export function passcodeSecret(
  stores: Pick<Stores, 'tenants'>,
  environment: Pick<Environment, 'randomBytes' | 'sealer'>,
): Promise<Uint8Array> {
  return tenantSecret(stores, environment, 'passcodes')
}
