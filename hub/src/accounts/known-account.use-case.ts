import { type Fault, fault } from '@octroi/shared/errors/fault'
import type { AccountId } from '@octroi/shared/ids/id'
import type { Stores } from '../stores.ts'
import type { Account } from './account.ts'
import { treeFaults } from './account-tree.ts'
import { type Named, noProfile, type Profile } from './profile.ts'

type Needs = Pick<Stores, 'accounts' | 'profiles' | 'externalIds'>

/** An account with all that was written of it. */
export interface KnownAccount {
  readonly account: Account
  readonly profile: Profile
}

export async function knownAccount(
  stores: Pick<Stores, 'accounts' | 'profiles'>,
  id: AccountId,
): Promise<KnownAccount | undefined> {
  const account = await stores.accounts.get(id)
  return account && (await withProfiles(stores, [account]))[0]
}

export async function withProfiles(
  { profiles }: Pick<Stores, 'profiles'>,
  accounts: readonly Account[],
): Promise<readonly KnownAccount[]> {
  const found = await profiles.getAll(accounts.map(({ id }) => id))
  return accounts.map((account) => ({ account, profile: found.get(account.id) ?? noProfile }))
}

/** What other accounts have against what is to be written of one, which may not be there yet: its place in the tree, and names that are taken. */
export async function profileFaults(
  stores: Needs,
  account: AccountId | undefined,
  { parent, externalIds }: Pick<Profile, 'parent' | 'externalIds'>,
): Promise<readonly Fault[]> {
  return [
    ...(parent === undefined ? [] : await parentFaults(stores, account, parent)),
    ...(await takenFaults(stores, account, externalIds)),
  ]
}

async function parentFaults(
  { accounts, profiles }: Needs,
  account: AccountId | undefined,
  parent: AccountId,
): Promise<readonly Fault[]> {
  const found = await accounts.get(parent)
  if (found === undefined || found.erased !== undefined) {
    return [fault('parent', 'account_not_found', `There is no account ${parent} here.`)]
  }
  const levels = account === undefined ? 1 : await profiles.levels(account)
  return treeFaults('parent', { account: account ?? 'the new account', parent, levels, above: await profiles.above(parent) })
}

async function takenFaults({ externalIds }: Needs, account: AccountId | undefined, names: Named): Promise<readonly Fault[]> {
  const faults: Fault[] = []
  for (const [system, name] of Object.entries(names)) {
    const owner = (await externalIds.find('account', system, [name])).get(name)
    if (owner === undefined || owner === account) continue
    faults.push(fault(`externalIds.${system}`, 'external_id_taken', `Account ${owner} is \`${name}\` in \`${system}\` already.`))
  }
  return faults
}
