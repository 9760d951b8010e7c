import type { Zone } from '@octroi/shared/time/zone'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { type Account, goodStanding } from './account.ts'

export async function openAccount(
  { accounts }: Pick<Stores, 'accounts'>,
  { ids, nowMs }: Environment,
  { name, zone }: { readonly name: string; readonly zone: Zone },
): Promise<Account> {
  const account = { id: ids.next('account'), name, zone, createdAtMs: nowMs(), standing: goodStanding }
  await accounts.insert(account)
  return account
}
