import { invariant } from '@octroi/shared/errors/invariant'
import type { TenantId } from '@octroi/shared/ids/id'
import { type IssuedApiKey, issueApiKey } from '../accounts/api-key.ts'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { type FoundTenant, foundTenant } from './found-tenant.use-case.ts'
import type { RootKeys } from './tenant.store.ts'

/**
 * Names the test twin of the live tenant, in a transaction of the live one. The twin is founded in one of its own, which
 * may be run again: where a crash came between the two, asking again finishes it.
 */
export async function nameTestTwin(
  { tenants }: Pick<Stores, 'tenants'>,
  { ids }: Pick<Environment, 'ids'>,
): Promise<FoundTenant> {
  const live = await tenants.get()
  invariant(live?.mode === 'live', 'only a live tenant has a test twin')
  await tenants.nameTestTwin(live.testTwin ?? ids.next('tenant'))
  // Of two that are named at once the first stays.
  const id: TenantId | undefined = (await tenants.get())?.testTwin
  invariant(id !== undefined, 'what was named is there')
  return { id, name: live.name, zone: live.zone, mode: 'test' }
}

/** Founds the twin where it is not there yet, and gives a key to run it with: each time another. */
export async function operateTestTwin(
  stores: Pick<Stores, 'tenants' | 'accounts'>,
  environment: Environment,
  rootKeys: RootKeys,
  twin: FoundTenant,
): Promise<IssuedApiKey> {
  const there = await stores.tenants.get()
  if (there === undefined) return (await foundTenant(stores, environment, rootKeys, twin)).apiKey
  const asked = { tenant: twin.id, account: there.operator, role: 'operator', label: 'operator key', mode: 'test' } as const
  const issued = issueApiKey(environment, asked)
  await stores.accounts.insertApiKey(issued.key)
  return issued
}
