import type { TenantId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import type { Storage } from '../stores.ts'
import { settleWallet } from './settle-wallet.use-case.ts'

const walletsAtOnce = 100

/**
 * Brings every wallet of a tenant up to date: what fees came to since, and what has expired. Whatever touches a wallet does so
 * too, so this only sees to those that nobody uses. Each in a transaction of its own, which writes nothing where nothing is due.
 */
export async function settleAllWallets(storage: Storage, environment: Environment, tenant: TenantId): Promise<void> {
  for (let after: string | undefined, isMore = true; isMore; ) {
    const page = { limit: walletsAtOnce, ...(after === undefined ? {} : { after }) }
    const { items, next } = await storage.read(tenant, ({ wallets }) => wallets.list(page))
    for (const wallet of items) await storage.transaction(tenant, (stores) => settleWallet(stores, environment, wallet))
    after = next
    isMore = next !== undefined
  }
}
