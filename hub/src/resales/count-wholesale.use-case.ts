import { invariant } from '@octroi/shared/errors/invariant'
import type { AccountId, DeviceId, TenantId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { tenantSecret } from '../tenants/tenant-secret.use-case.ts'
import { deviceAlias } from './device-alias.ts'
import { planWholesale, type ResoldUsage } from './plan-wholesale.ts'
import type { AgreedResale } from './resale.store.ts'
import { wholesaleCards } from './wholesale-cards.use-case.ts'

type Needs = Pick<Stores, 'tenants' | 'resales' | 'subscriptions' | 'catalogue' | 'rating' | 'across'>

/** What a batch told that a tenant, or one that buys from it, sells on. */
export interface Resold {
  /** As the tenant knows it: by its id, or by an alias. */
  readonly device: DeviceId
  readonly usages: readonly ResoldUsage[]
  /** The boot of the records, where another boot used their numbers too. */
  readonly overlap?: Uint8Array
  /** The tenants it came through. Two that changed sides may both have supplied in the time of one reading. */
  readonly below?: readonly TenantId[]
  /** The hash of the batch; asked for only where there is a supplier. */
  readonly batch: () => Promise<Uint8Array | undefined>
}

/**
 * Rates the same usage in the tenants that supply this one, in the transaction that rates it here: both count a record, or
 * neither does. Each supplier sees its own line, an alias and a hash. What it sells it bought, so it goes on to its own suppliers.
 */
export async function countWholesale(stores: Needs, environment: Environment, resold: Resold): Promise<void> {
  if (resold.usages.length === 0) return
  const suppliers = await stores.resales.agreed('reseller', spanOf(resold.usages))
  if (suppliers.length === 0) return
  const secret = await tenantSecret(stores, environment, 'resale-aliases')
  const below = [...(resold.below ?? []), stores.across.own]
  for (const [tenant, resales] of byTenant(suppliers)) {
    if (below.includes(tenant)) continue
    const supplier = stores.across.of(tenant)
    const device = deviceAlias(environment.crypto, secret, { supplier: tenant, device: resold.device })
    const sold = await countIn(supplier, resales, { ...resold, device })
    await countWholesale(supplier, environment, { ...resold, device, usages: sold, below })
  }
}

/** Counts in one supplier, and tells what of the usage it sold. */
async function countIn(supplier: Needs, resales: readonly AgreedResale[], resold: Resold): Promise<readonly ResoldUsage[]> {
  const sold = new Set<ResoldUsage>()
  for (const account of await accountsOf(supplier, resales)) {
    const rateCards = await wholesaleCards(supplier, account, spanOf(resold.usages))
    if (rateCards.length === 0) continue
    const plan = planWholesale({ ...resold, batch: await resold.batch(), rateCards })
    await supplier.rating.fold(resold.device, plan.folded)
    await supplier.resales.insertSources(plan.sources)
    for (const usage of plan.sold) sold.add(usage)
  }
  return resold.usages.filter((usage) => sold.has(usage))
}

/** Two that agreed, parted and agreed again may have done so over one account or two. */
async function accountsOf({ resales }: Pick<Needs, 'resales'>, agreed: readonly AgreedResale[]): Promise<Iterable<AccountId>> {
  const accounts = new Set<AccountId>()
  for (const { id } of agreed) {
    const theirs = await resales.get(id)
    invariant(theirs?.side === 'supplier', 'a resale that was agreed is kept on both sides')
    accounts.add(theirs.account)
  }
  return accounts
}

function byTenant(agreed: readonly AgreedResale[]): ReadonlyMap<TenantId, readonly AgreedResale[]> {
  const found = new Map<TenantId, AgreedResale[]>()
  for (const resale of agreed) found.set(resale.partner.tenant, [...(found.get(resale.partner.tenant) ?? []), resale])
  return found
}

function spanOf(usages: readonly ResoldUsage[]): { readonly fromMs: number; readonly untilMs: number } {
  let [fromMs, untilMs] = [Number.MAX_SAFE_INTEGER, 0]
  for (const usage of usages) {
    fromMs = Math.min(fromMs, usage.fromMs)
    // What happened at one moment lies in a span too.
    untilMs = Math.max(untilMs, usage.untilMs, usage.fromMs + 1)
  }
  return { fromMs, untilMs }
}
