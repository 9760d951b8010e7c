import { performedCounter, readingCounter } from '@octroi/shared/decisions/counters'
import type { Limit } from '@octroi/shared/decisions/limit'
import type { Device } from '../devices/device.ts'
import type { Stores } from '../stores.ts'
import type { Allotment } from './allotment.ts'
import { isInForceAt } from './burn-down.ts'
import { plannedCeiling } from './plan-allotment.ts'
import { isSameQuota, type LimitedEntitlement, type QuotaKey, quotaOf } from './quota.ts'
import { type QuotaNeeds, quotaFacts } from './quota-facts.use-case.ts'
import { quotaStanding } from './quota-standing.ts'

/** What the next lease of a device hands it of a quota. */
export type PlannedAllotment = Omit<Allotment, 'leaseSeq' | 'endsAtMs'>

type Needs = QuotaNeeds & Pick<Stores, 'usage'>

/** Where leases have no end, what is handed out has to be left for so long. */
const keptDays = 366
const dayMs = 86_400_000

/** What of the quotas of its account a device is handed, by what is left of them until its lease has ended. */
export async function allotmentsFor(stores: Needs, device: Device, nowMs: number): Promise<readonly PlannedAllotment[]> {
  const limited = await stores.entitlements.limited([device.owner])
  const offline = limited.filter((entitlement) => isHanded(entitlement, device) && isInForceAt(entitlement, nowMs))
  const planned: PlannedAllotment[] = []
  for (const quota of quotasOf(offline)) {
    const own = offline.filter((entitlement) => isSameQuota(quotaOf(entitlement), quota))
    const [first] = own
    if (first === undefined) continue
    const { service } = first
    const counter = counterOf(first.limit)
    const facts = await quotaFacts(stores, quota, limited, nowMs)
    const standing = quotaStanding(facts, { fromMs: nowMs, untilMs: endOf(own, nowMs) }, nowMs)
    const held = (await stores.quotas.allotmentsOf(device.id)).filter((each) => isSameQuota(each.quota, quota))
    const counted = (await stores.usage.counted(device.id, service, counter, 0)).total
    const perDevice = own.reduce((sum, { limit: { offline: each } }) => sum + (each?.perDevice ?? 0n), 0n)
    const ceiling = plannedCeiling({ perDevice, left: standing?.left ?? 0n, counted, held })
    planned.push({ quota, device: device.id, service, counter, ceiling, counted })
  }
  return planned
}

function isHanded({ limit, lease, device: only }: LimitedEntitlement, { id }: Device): boolean {
  return limit.offline !== undefined && lease !== undefined && (only === undefined || only === id)
}

/** Of each meter one: that of the device where there is one. */
function quotasOf(entitlements: readonly LimitedEntitlement[]): readonly QuotaKey[] {
  const meters = [...new Set(entitlements.map(({ limit: { meter } }) => meter))]
  return meters.flatMap((meter) => {
    const of = entitlements.filter(({ limit }) => limit.meter === meter)
    const found = of.find(({ device }) => device !== undefined) ?? of[0]
    return found === undefined ? [] : [quotaOf(found)]
  })
}

export function counterOf({ counts }: Limit): string {
  return counts.record === 'reading' ? readingCounter(counts.reading) : performedCounter
}

/** Until when the device may act by the lease. */
function endOf(entitlements: readonly LimitedEntitlement[], nowMs: number): number {
  const ends = entitlements.map(({ lease }) => {
    return lease === undefined || lease.afterExpiry === 'keep' ? nowMs + keptDays * dayMs : nowMs + lease.validSeconds * 1000
  })
  return Math.max(nowMs + 1, ...ends)
}
