import { type AccountId, isId } from '@octroi/shared/ids/id'
import type { Account } from '../../accounts/account.ts'
import { folded } from '../../folded.ts'
import type { Stores } from '../../stores.ts'

const choicesAtMost = 20

/** Whom a reader means by an id or by how a name begins. */
export type SoughtAccount =
  | { readonly found: Account }
  /** Nobody, or several to choose from. */
  | { readonly found?: undefined; readonly choices: readonly Account[] }

export async function soughtAccount({ accounts }: Pick<Stores, 'accounts'>, text: string): Promise<SoughtAccount> {
  const written = text.trim()
  if (isId('account', written)) return only(await accounts.getAll([written]))
  const namePrefix = folded(written)
  return namePrefix === '' ? { choices: [] } : only((await accounts.search({ limit: choicesAtMost }, { namePrefix })).items)
}

function only(accounts: readonly Account[]): SoughtAccount {
  const [found, ...others] = accounts
  return found !== undefined && others.length === 0 ? { found } : { choices: accounts }
}

/** Accounts by id, each read once: a list names the same ones over and over. */
export async function accountsById(
  { accounts }: Pick<Stores, 'accounts'>,
  ids: readonly AccountId[],
): Promise<ReadonlyMap<AccountId, Account>> {
  return new Map((await accounts.getAll([...new Set(ids)])).map((account) => [account.id, account]))
}
