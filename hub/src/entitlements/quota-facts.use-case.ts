import type { Entitlement } from '@octroi/shared/decisions/action'
import type { QuotaStanding } from '@octroi/shared/decisions/limit'
import type { EntitlementId } from '@octroi/shared/ids/id'
import { oneUnit } from '@octroi/shared/money/quantity'
import type { Stores } from '../stores.ts'
import { allotted } from './allotment.ts'
import { isLimited, isSameQuota, type LimitedEntitlement, type QuotaKey, quotaOf, reckonedFromMs } from './quota.ts'
import { type QuotaFacts, quotaStanding } from './quota-standing.ts'

export type QuotaNeeds = Pick<Stores, 'entitlements' | 'quotas' | 'authorizations'>

/** What says where a quota stands from an instant on. `limited` are all of its account. */
export async function quotaFacts(
  stores: QuotaNeeds,
  quota: QuotaKey,
  limited: readonly LimitedEntitlement[],
  atMs: number,
): Promise<QuotaFacts> {
  const entitlements = limited.filter((entitlement) => isSameQuota(quotaOf(entitlement), quota))
  const given = await stores.quotas.grants(quota)
  const fromMs = reckonedFromMs(entitlements, given, atMs)
  return {
    ...{ entitlements, given, reckonedFromMs: fromMs },
    used: await stores.quotas.used(quota, fromMs),
    reserved: await reservedOf(stores, entitlements),
    allotted: allotted(await stores.quotas.allotments(quota)),
  }
}

/** What granted authorizations may still use, as far as the meter counts actions. */
async function reservedOf({ authorizations }: QuotaNeeds, entitlements: readonly LimitedEntitlement[]): Promise<bigint> {
  const counting = entitlements.filter(({ limit }) => limit.counts.record !== 'reading')
  let uses = 0
  for (const subscription of new Set(counting.map((entitlement) => entitlement.subscription))) {
    const ofService = (await authorizations.outstanding(subscription)).filter((each) => each.service === counting[0]?.service)
    uses += ofService.reduce((sum, each) => sum + each.uses, 0)
  }
  return BigInt(uses) * oneUnit
}

/** Where the quotas of entitlements stand in a window: what a decision on an action needs to know of them. */
export async function quotaStandings(
  stores: QuotaNeeds,
  entitlements: readonly Entitlement[],
  window: { readonly fromMs: number; readonly untilMs: number },
  nowMs: number,
): Promise<ReadonlyMap<EntitlementId, QuotaStanding>> {
  const standings = new Map<EntitlementId, QuotaStanding>()
  const asked = entitlements.filter(isLimited)
  if (asked.length === 0) return standings
  const limited = await stores.entitlements.limited([...new Set(asked.map(({ account }) => account))])
  for (const entitlement of asked) {
    // What is past of a window cannot be used.
    const fromMs = Math.max(window.fromMs, nowMs)
    const facts = await quotaFacts(stores, quotaOf(entitlement), limited, fromMs)
    const standing = quotaStanding(facts, { fromMs, untilMs: Math.max(window.untilMs, fromMs + 1) }, nowMs)
    if (standing !== undefined) standings.set(entitlement.id, standing)
  }
  return standings
}
