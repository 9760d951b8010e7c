import type { Entitlement } from '@octroi/shared/decisions/action'
import type { Limit } from '@octroi/shared/decisions/limit'
import type { AccountId, ApiKeyId, DeviceId, OperatorId, QuotaGrantId } from '@octroi/shared/ids/id'
import { isInForceAt, type QuotaGrant } from './burn-down.ts'
import { entitlementGrants } from './entitlement-grants.ts'

/**
 * Which quota something counts on: all entitlements of an account with a limit on the same meter are one, so that what one
 * grants and another grants add up. Those that name a device are apart, for that device alone.
 */
export interface QuotaKey {
  readonly account: AccountId
  readonly meter: string
  readonly device?: DeviceId
}

/** More of a quota, beside what its entitlements grant. */
export interface GivenGrant extends QuotaKey {
  readonly id: QuotaGrantId
  /** In 1e-9 of the meter's unit. */
  readonly quantity: bigint
  readonly priority: number
  readonly fromMs: number
  readonly untilMs?: number
  readonly reason: string
  readonly madeAtMs: number
  readonly by: OperatorId | ApiKeyId
}

export type LimitedEntitlement = Entitlement & { readonly limit: Limit }

export function isLimited(entitlement: Entitlement): entitlement is LimitedEntitlement {
  return entitlement.limit !== undefined
}

export function quotaOf({ account, limit: { meter }, device }: LimitedEntitlement): QuotaKey {
  return { account, meter, ...(device === undefined ? {} : { device }) }
}

export function isSameQuota(left: QuotaKey, right: QuotaKey): boolean {
  return left.account === right.account && left.meter === right.meter && left.device === right.device
}

export function quotaName({ account, meter, device }: QuotaKey): string {
  return [account, meter, ...(device === undefined ? [] : [device])].join(' ')
}

export interface Span {
  readonly fromMs: number
  readonly untilMs: number
}

/**
 * What is granted of a quota in a time. What entitlements grant follows from them and is kept nowhere: so it is there when its
 * time comes, once, without anybody making it.
 */
export function grantsOf(
  entitlements: readonly LimitedEntitlement[],
  given: readonly GivenGrant[],
  span: Span,
): readonly QuotaGrant[] {
  return [...entitlementGrants(entitlements, span), ...given.map(operatorGrant)].filter(
    ({ fromMs, untilMs }) => untilMs === undefined || fromMs < untilMs,
  )
}

function operatorGrant({ id, quantity, priority, fromMs, untilMs, madeAtMs }: GivenGrant): QuotaGrant {
  const until = untilMs === undefined ? {} : { untilMs }
  return { key: id, source: 'operator', quantity, priority, fromMs, ...until, madeAtMs }
}

/**
 * From when on a quota has to be reckoned to know where it stands at an instant: from the first beginning of what is in force
 * then, of what was in force with it, and so on. Mostly that is the beginning of a period.
 */
export function reckonedFromMs(entitlements: readonly LimitedEntitlement[], given: readonly GivenGrant[], atMs: number): number {
  const rolling = entitlements.filter(({ limit, fromMs }) => limit.rollover !== undefined && fromMs <= atMs)
  let fromMs = Math.min(atMs, ...rolling.map((entitlement) => entitlement.fromMs))
  for (;;) {
    const grants = grantsOf(entitlements, given, { fromMs, untilMs: atMs + 1 })
    const touching = grants.filter((grant) => grant.fromMs <= atMs && (grant.untilMs ?? atMs + 1) > fromMs)
    const series = new Set(touching.flatMap((grant) => [grant.series, grant.follows?.series]))
    const earlier = grants.filter((grant) => touching.includes(grant) || (grant.series !== undefined && series.has(grant.series)))
    const first = Math.min(fromMs, ...earlier.map((grant) => grant.fromMs))
    if (first === fromMs) return fromMs
    fromMs = first
  }
}

/** When, in a time, what is in force of a quota changes: usage is kept apart from one mark to the next. */
export function marksIn(grants: readonly QuotaGrant[], { fromMs, untilMs }: Span): readonly number[] {
  const marks = grants.flatMap((grant) => [grant.fromMs, ...(grant.untilMs === undefined ? [] : [grant.untilMs])])
  return [...new Set(marks)].filter((ms) => fromMs <= ms && ms < untilMs).toSorted((left, right) => left - right)
}

/** The last mark up to an instant; the instant itself where nothing is granted before it. */
export function markAt(grants: readonly QuotaGrant[], ms: number): number {
  const marks = grants.flatMap(({ fromMs, untilMs }) => [fromMs, untilMs ?? fromMs]).filter((mark) => mark <= ms)
  return marks.length === 0 ? ms : Math.max(...marks)
}

/** Whether a limit is in force at an instant at all: else nothing counts on the quota. */
export function isLimitedAt(entitlements: readonly LimitedEntitlement[], ms: number): boolean {
  return entitlements.some((entitlement) => isInForceAt(entitlement, ms))
}
