import type { AccountId } from '@octroi/shared/ids/id'
import type { Stores } from '../../stores.ts'

/** What accounts are called; those of a page, so few. */
export async function accountNames(
  { accounts }: Pick<Stores, 'accounts'>,
  ids: readonly AccountId[],
): Promise<ReadonlyMap<AccountId, string>> {
  return new Map((await accounts.getAll([...new Set(ids)])).map(({ id, name }) => [id, name]))
}
