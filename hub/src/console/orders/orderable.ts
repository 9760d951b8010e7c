import type { AccountId } from '@octroi/shared/ids/id'
import type { Account } from '../../accounts/account.ts'
import type { Stores } from '../../stores.ts'
import type { Orderable } from './order-form.tsx'

const devicesAtMost = 100

/** What can be ordered for an account now. */
export async function orderable(
  { accounts, catalogue, devices }: Pick<Stores, 'accounts' | 'catalogue' | 'devices'>,
  id: AccountId,
  nowMs: number,
): Promise<(Orderable & { readonly account: Account }) | undefined> {
  const account = await accounts.get(id)
  if (account === undefined) return undefined
  const offers = Object.entries((await catalogue.inEffectAt(nowMs))?.catalogue.offers ?? {})
  const { items } = await devices.list({ limit: devicesAtMost }, id)
  return { account, devices: items, offers: offers.map(([key, { name }]) => [key, name] as const) }
}
