import type { QuotaStanding } from '@octroi/shared/decisions/limit'
import { periodAt } from '@octroi/shared/time/period'
import { type BurnDown, burnDown, type GrantLeft, isInForceAt, type UsedFrom } from './burn-down.ts'
import { type GivenGrant, grantsOf, type LimitedEntitlement, marksIn } from './quota.ts'

/** All that says where a quota stands: of one quota, and from when it has to be reckoned. */
export interface QuotaFacts {
  /** Whose limits make the quota, whatever their time; at least one. */
  readonly entitlements: readonly LimitedEntitlement[]
  readonly given: readonly GivenGrant[]
  readonly used: readonly UsedFrom[]
  readonly reserved: bigint
  readonly allotted: bigint
  readonly reckonedFromMs: number
}

interface Window {
  readonly fromMs: number
  readonly untilMs: number
}

/** Usage laid on everything that is granted up to an instant. */
export function reckon({ entitlements, given, used, reckonedFromMs }: QuotaFacts, untilMs: number, nowMs: number): BurnDown {
  return burnDown(grantsOf(entitlements, given, { fromMs: reckonedFromMs, untilMs }), used, nowMs)
}

/**
 * Where a quota stands in a window: where least of it is left. What is reserved and what devices were handed may be used at any
 * time, so all of it is taken off, whenever it was meant for: then it never comes to more than is granted.
 */
export function quotaStanding(facts: QuotaFacts, window: Window, nowMs: number): QuotaStanding | undefined {
  const burned = reckon(facts, window.untilMs, nowMs)
  const inside = marksIn(burned.grants, { fromMs: window.fromMs + 1, untilMs: window.untilMs })
  const instants = [window.fromMs, ...inside].map((ms) => standingAt(facts, burned, ms))
  return instants.reduce((least, next) => (least === undefined || (next !== undefined && next.left < least.left) ? next : least))
}

/** Undefined where nothing is limited then. */
export function standingAt(facts: QuotaFacts, { grants, over }: BurnDown, ms: number): QuotaStanding | undefined {
  const limits = facts.entitlements.filter((entitlement) => isInForceAt(entitlement, ms)).map(({ limit }) => limit)
  const [first] = limits
  if (first === undefined) return undefined
  const inForce = grants.filter((grant) => isInForceAt(grant, ms))
  const sinceMs = Math.min(ms, ...inForce.map(({ fromMs }) => fromMs))
  const beyond = over.filter(({ fromMs }) => sinceMs <= fromMs && fromMs <= ms)
  const renews = nextGrantMs(facts.entitlements, ms)
  return {
    ...{ meter: first.meter, unit: first.counts.unit },
    kind: limits.some(({ kind }) => kind === 'soft') ? 'soft' : 'hard',
    granted: total(inForce, ({ quantity }) => quantity),
    used: total(inForce, ({ spent }) => spent) + beyond.reduce((sum, { quantity }) => sum + quantity, 0n),
    ...{ reserved: facts.reserved, allotted: facts.allotted },
    left: total(inForce, ({ left }) => left) - facts.reserved - facts.allotted,
    ...(renews === undefined ? {} : { renewsAtMs: renews }),
  }
}

function total(grants: readonly GrantLeft[], of: (grant: GrantLeft) => bigint): bigint {
  return grants.reduce((sum, grant) => sum + of(grant), 0n)
}

/** When the next grant of an entitlement begins that goes on. */
function nextGrantMs(entitlements: QuotaFacts['entitlements'], ms: number): number | undefined {
  const next = entitlements.flatMap(({ limit: { cycle }, fromMs, untilMs }) => {
    if (fromMs > ms) return [fromMs]
    if (cycle === undefined || (untilMs !== undefined && untilMs <= ms)) return []
    const renews = periodAt(cycle, ms).untilMs
    return untilMs === undefined || renews < untilMs ? [renews] : []
  })
  return next.length === 0 ? undefined : Math.min(...next)
}
