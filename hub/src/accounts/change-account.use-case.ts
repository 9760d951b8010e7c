import { conflict, type Failure, invalid, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId } from '@octroi/shared/ids/id'
import type { Stores } from '../stores.ts'
import { type AccountChange, changedProfile, entityTag, tooManyFaults } from './changed-profile.ts'
import { type KnownAccount, knownAccount, profileFaults } from './known-account.use-case.ts'

type Needs = Pick<Stores, 'accounts' | 'profiles' | 'externalIds'>

interface ChangeAccount {
  readonly id: AccountId
  readonly change: AccountChange
  /** The tag of what the editor read; `*` for whatever is there. */
  readonly ifMatch: string
}

/** Changes what is written of an account, unless somebody else did since it was read. */
export async function changeAccount(
  stores: Needs,
  { id, change, ifMatch }: ChangeAccount,
): Promise<Result<KnownAccount, Failure>> {
  const known = await knownAccount(stores, id)
  if (known === undefined) return err(notFound('account', id))
  if (known.account.erased !== undefined) return err(isErased)
  const tag = entityTag(known.account, known.profile)
  if (ifMatch !== '*' && !ifMatch.split(',').some((each) => each.trim() === tag)) return err(changedSince(tag))
  const profile = changedProfile(known.profile, change)
  const faults = [
    ...tooManyFaults(profile),
    ...(await profileFaults(stores, id, {
      // Whoever does not move stays where it may stand.
      ...(change.parent === undefined || change.parent === null ? {} : { parent: change.parent }),
      externalIds: profile.externalIds,
    })),
  ]
  if (faults.length > 0) return err(invalid(faults))
  const account = { ...known.account, name: change.name ?? known.account.name }
  await stores.accounts.setName(id, account.name)
  await stores.profiles.put(id, profile)
  return ok({ account, profile })
}

const isErased = conflict('account_erased', 'The account was erased: nothing more is written of it.')

function changedSince(tag: string): Failure {
  const detail = `The account was changed since it was read: its tag is ${tag} now. Read it again, and change that.`
  return { kind: 'stale', code: 'changed_since', detail }
}
