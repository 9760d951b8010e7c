import type { TenantId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import { everyOf, type PageRequest } from '../page.ts'
import type { Storage } from '../stores.ts'
import { settleWallet } from './settle-wallet.use-case.ts'

const walletsAtOnce = 100

/**
 * Brings every wallet of a tenant up to date: what fees came to since, and what has expired. Whatever touches a wallet does so
 * too, so this only sees to those that nobody uses. Each in a transaction of its own, which writes nothing where nothing is due.
 */
export async function settleAllWallets(storage: Storage, environment: Environment, tenant: TenantId): Promise<void> {
  const list = (page: PageRequest) => storage.read(tenant, ({ wallets }) => wallets.list(page))
  for await (const wallet of everyOf(list, walletsAtOnce)) {
    await storage.transaction(tenant, (stores) => settleWallet(stores, environment, wallet))
  }
}
