import { type Failure, invalid } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { Zone } from '@octroi/shared/time/zone'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { type AccountChange, changedProfile } from './changed-profile.ts'
import { type KnownAccount, profileFaults } from './known-account.use-case.ts'
import { openAccount } from './open-account.use-case.ts'
import { noProfile } from './profile.ts'

export type OpenWithProfile = AccountChange & { readonly name: string; readonly zone: Zone }

/** Opens an account of which more is known than its name, or says all that is in the way. */
export async function openWithProfile(
  stores: Pick<Stores, 'accounts' | 'profiles' | 'externalIds'>,
  environment: Environment,
  { name, zone, ...written }: OpenWithProfile,
): Promise<Result<KnownAccount, Failure>> {
  const profile = { ...changedProfile(noProfile, written), version: noProfile.version }
  const faults = await profileFaults(stores, undefined, profile)
  if (faults.length > 0) return err(invalid(faults))
  const account = await openAccount(stores, environment, { name, zone })
  // Many accounts are but a name at first.
  if (Object.values(written).some((part) => part !== undefined)) await stores.profiles.put(account.id, profile)
  return ok({ account, profile })
}
