import type { AccountId, DeviceId } from '@octroi/shared/ids/id'
import { counts } from '../rating/fold.ts'
import type { Origin } from '../rating/origin.ts'
import { split } from '../rating/split.ts'
import { wholeDay } from '../rating/timeline.ts'
import type { Usage } from '../usage/usage.ts'
import type { QuotaGrant, UsedFrom } from './burn-down.ts'
import { isLimitedAt, type LimitedEntitlement, markAt, marksIn, type QuotaKey, quotaOf } from './quota.ts'

/** Something that was used, and by whom. */
export interface QuotaUse {
  readonly account: AccountId
  readonly usage: Usage
  readonly origin: Origin
  /** Where it was used on a device: which, and whether it is one of the account's own. */
  readonly device?: { readonly id: DeviceId; readonly isOwn: boolean }
}

/** The quotas that something counts on: of each meter that of the device where there is one, or that of all devices. */
export function quotasOfUse(
  { account, usage, origin, device }: QuotaUse,
  limited: readonly LimitedEntitlement[],
): readonly QuotaKey[] {
  const reach = device === undefined || device.isOwn ? 'own' : 'consented'
  const counting = limited.filter(
    (entitlement) =>
      entitlement.account === account &&
      entitlement.reach === reach &&
      (entitlement.device === undefined || entitlement.device === device?.id) &&
      touches(entitlement, usage) &&
      counts(entitlement.limit.counts, usage, origin),
  )
  const meters = [...new Set(counting.map(({ limit: { meter } }) => meter))]
  return meters.flatMap((meter) => {
    const of = counting.filter(({ limit }) => limit.meter === meter)
    const found = of.find((entitlement) => entitlement.device !== undefined) ?? of[0]
    return found === undefined ? [] : [quotaOf(found)]
  })
}

function touches({ fromMs, untilMs }: LimitedEntitlement, usage: Usage): boolean {
  const endsMs = usage.record === 'reading' ? Math.max(usage.untilMs, usage.fromMs + 1) : usage.fromMs + 1
  return fromMs < endsMs && (untilMs === undefined || usage.fromMs < untilMs)
}

/**
 * What was used of one quota, added up from mark to mark: usage counts when it happened. What a meter read over a mark is
 * divided in proportion to time; what happened at a time that the device did not know counts at the earliest.
 */
export function quotaSums(
  entitlements: readonly LimitedEntitlement[],
  grants: readonly QuotaGrant[],
  usages: readonly Usage[],
): readonly UsedFrom[] {
  const sums = new Map<number, bigint>()
  for (const usage of usages) {
    for (const { fromMs, quantity } of partsOf(usage, grants)) {
      if (quantity === 0n || !isLimitedAt(entitlements, fromMs)) continue
      const mark = markAt(grants, fromMs)
      sums.set(mark, (sums.get(mark) ?? 0n) + quantity)
    }
  }
  return [...sums].map(([fromMs, quantity]) => ({ fromMs, quantity })).toSorted((left, right) => left.fromMs - right.fromMs)
}

function partsOf({ record, fromMs, untilMs, quantity }: Usage, grants: readonly QuotaGrant[]): readonly UsedFrom[] {
  const cuts = record === 'reading' ? marksIn(grants, { fromMs: fromMs + 1, untilMs }) : []
  if (cuts.length === 0) return [{ fromMs, quantity }]
  const starts = [fromMs, ...cuts]
  const segments = starts.map((start, index) => ({
    ...{ fromMs: start, untilMs: starts[index + 1] ?? untilMs, periodFromMs: start, band: wholeDay },
  }))
  return split(segments, fromMs, untilMs, quantity).map(({ segment, quantity: part }) => ({
    fromMs: segment.fromMs,
    quantity: part,
  }))
}
