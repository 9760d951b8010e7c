import type { AccountId } from '@octroi/shared/ids/id'
import type { Stores } from '../../stores.ts'

/** What accounts are called; those of a page, so few. */
export async function accountNames(
  { accounts }: Pick<Stores, 'accounts'>,
  ids: readonly AccountId[],
): Promise<ReadonlyMap<AccountId, string>> {
  const names = new Map<AccountId, string>()
  for (const id of new Set(ids)) {
    const account = await accounts.get(id)
    if (account !== undefined) names.set(id, account.name)
  }
  return names
}
