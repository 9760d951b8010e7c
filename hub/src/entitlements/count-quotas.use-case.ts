import { notify } from '../confirmations/notify.use-case.ts'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import type { UsedFrom } from './burn-down.ts'
import { type GivenGrant, grantsOf, isSameQuota, type LimitedEntitlement, type QuotaKey, quotaName, quotaOf } from './quota.ts'
import { quotaFacts } from './quota-facts.use-case.ts'
import { quotaNotices } from './quota-notices.ts'
import { type QuotaUse, quotaSums, quotasOfUse } from './quota-use.ts'

export type CountQuotaNeeds = Pick<Stores, 'entitlements' | 'quotas' | 'authorizations' | 'tenants' | 'endpoints' | 'outbox'>

/** Counts what was used on the quotas that limit it, and tells whose quota has come to a threshold. Returns how many messages. */
export async function countQuotas(
  stores: CountQuotaNeeds,
  environment: Pick<Environment, 'ids' | 'nowMs'>,
  uses: readonly QuotaUse[],
): Promise<number> {
  const accounts = [...new Set(uses.map(({ account }) => account))]
  const limited = await stores.entitlements.limited(accounts)
  if (limited.length === 0) return 0
  const byQuota = new Map<string, { readonly quota: QuotaKey; readonly uses: QuotaUse[] }>()
  for (const use of uses) {
    for (const quota of quotasOfUse(use, limited)) {
      const of = byQuota.get(quotaName(quota)) ?? { quota, uses: [] }
      byQuota.set(quotaName(quota), of)
      of.uses.push(use)
    }
  }
  let messages = 0
  for (const { quota, uses: own } of byQuota.values()) messages += await countOne(stores, environment, quota, limited, own)
  return messages
}

async function countOne(
  stores: CountQuotaNeeds,
  environment: Pick<Environment, 'ids' | 'nowMs'>,
  quota: QuotaKey,
  limited: readonly LimitedEntitlement[],
  uses: readonly QuotaUse[],
): Promise<number> {
  const entitlements = limited.filter((entitlement) => isSameQuota(quotaOf(entitlement), quota))
  const given = await stores.quotas.grants(quota)
  const sums = sumsOf(entitlements, given, uses)
  const first = sums[0]
  if (first === undefined) return 0
  const isTold = entitlements.some(({ limit }) => limit.notices.length > 0)
  const facts = isTold ? await quotaFacts(stores, quota, limited, first.fromMs) : undefined
  await stores.quotas.count(quota, sums)
  if (facts === undefined) return 0
  let messages = 0
  for (const notice of quotaNotices(quota, facts, sums, environment.nowMs())) {
    messages += await notify(stores, environment, notice)
  }
  return messages
}

function sumsOf(
  entitlements: readonly LimitedEntitlement[],
  given: readonly GivenGrant[],
  uses: readonly QuotaUse[],
): readonly UsedFrom[] {
  const usages = uses.map(({ usage }) => usage)
  const fromMs = Math.min(...usages.map((usage) => usage.fromMs))
  const untilMs = Math.max(...usages.map((usage) => usage.untilMs)) + 1
  return quotaSums(entitlements, grantsOf(entitlements, given, { fromMs, untilMs }), usages)
}
