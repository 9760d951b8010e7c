import type { TenantId } from '@octroi/shared/ids/id'
import type { Stores } from '../stores.ts'

/** Resales one above the other, from the tenant whose devices they are up to the first supplier: each is rated as a batch comes. */
export const levelsAtMost = 4

type Needs = Pick<Stores, 'resales' | 'across'>

/** How many resales lie above or below a tenant; one more than may be is enough to know. */
export async function levelsFrom(stores: Needs, side: 'above' | 'below', atMs: number, seen = 0): Promise<number> {
  if (seen > levelsAtMost) return 0
  const own = side === 'above' ? 'reseller' : 'supplier'
  let most = 0
  for (const { partner } of await stores.resales.agreed(own, { fromMs: atMs })) {
    const beyond = await levelsFrom(stores.across.of(partner.tenant), side, atMs, seen + 1)
    most = Math.max(most, beyond + 1)
  }
  return most
}

/** The tenants from one up to another that supplies it, directly or through others: both included. Undefined where there is no way. */
export async function wayUp(
  { resales, across }: Needs,
  to: TenantId,
  atMs: number,
  below: readonly TenantId[] = [],
): Promise<readonly TenantId[] | undefined> {
  const way = [...below, across.own]
  if (across.own === to) return way
  for (const { partner } of await resales.agreed('reseller', { fromMs: atMs })) {
    const found = way.length > levelsAtMost ? undefined : await wayUp(across.of(partner.tenant), to, atMs, way)
    if (found !== undefined) return found
  }
  return undefined
}
