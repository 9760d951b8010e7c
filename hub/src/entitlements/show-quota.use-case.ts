import type { Entitlement } from '@octroi/shared/decisions/action'
import type { QuotaStanding } from '@octroi/shared/decisions/limit'
import type { DeviceId } from '@octroi/shared/ids/id'
import { allottedTo } from './allotment.ts'
import { type GrantLeft, isInForceAt } from './burn-down.ts'
import { isLimited, type QuotaKey, quotaOf } from './quota.ts'
import { type QuotaNeeds, quotaFacts } from './quota-facts.use-case.ts'
import { reckon, standingAt } from './quota-standing.ts'

export interface ShownQuota extends QuotaKey {
  readonly atMs: number
  readonly standing: QuotaStanding
  /** In force, in the order in which they are used. */
  readonly grants: readonly GrantLeft[]
  readonly beyond: bigint
  readonly devices: ReadonlyMap<DeviceId, bigint>
}

/** Where the quota of an entitlement stands at an instant, and by which grants; undefined where nothing limits it then. */
export async function showQuota(
  stores: QuotaNeeds,
  entitlement: Entitlement,
  { atMs, nowMs }: { readonly atMs: number; readonly nowMs: number },
): Promise<ShownQuota | undefined> {
  if (!isLimited(entitlement)) return undefined
  const quota = quotaOf(entitlement)
  const limited = await stores.entitlements.limited([entitlement.account])
  const facts = await quotaFacts(stores, quota, limited, atMs)
  const burned = reckon(facts, atMs + 1, nowMs)
  const standing = standingAt(facts, burned, atMs)
  if (standing === undefined) return undefined
  const grants = burned.grants.filter((grant) => isInForceAt(grant, atMs))
  const spent = grants.reduce((sum, grant) => sum + grant.spent, 0n)
  const devices = allottedTo(await stores.quotas.allotments(quota))
  return { ...quota, atMs, standing, grants, beyond: standing.used - spent, devices }
}
