import type { Limit } from '@octroi/shared/decisions/limit'
import { type Cycle, periodAt } from '@octroi/shared/time/period'
import { dayMs } from '@octroi/shared/time/zone'
import type { QuotaGrant } from './burn-down.ts'
import { prorated } from './prorated-grants.ts'
import type { LimitedEntitlement, Span } from './quota.ts'

/** What a limit grants for a period or part of one, before it is known what falls to a part. */
export interface PeriodGrant {
  readonly grant: QuotaGrant & { readonly series: string }
  readonly limit: Limit
  /** Absent of what is granted once in all. */
  readonly period?: Span
  /** Until when its entitlement goes on in the period. */
  readonly endsMs?: number
}

/** All that entitlements grant in a time. It follows from them, and nothing of it is kept. */
export function entitlementGrants(entitlements: readonly LimitedEntitlement[], span: Span): readonly QuotaGrant[] {
  return prorated(entitlements.flatMap((entitlement) => grantsBy(entitlement, span)))
}

function grantsBy(entitlement: LimitedEntitlement, span: Span): readonly PeriodGrant[] {
  const { limit, fromMs, untilMs: endsMs } = entitlement
  if (limit.cycle === undefined) return grantsFor(entitlement, 'once')
  const grants: PeriodGrant[] = []
  const untilMs = Math.min(span.untilMs, endsMs ?? span.untilMs)
  for (let ms = Math.max(fromMs, sinceMs(limit, limit.cycle, span.fromMs)); ms < untilMs; ) {
    const period = periodAt(limit.cycle, ms)
    grants.push(...grantsFor(entitlement, period.firstDay, period))
    ms = period.untilMs
  }
  return grants
}

/** From when on periods matter: what is left of those before lasts on where something rolls over, or expires late. */
function sinceMs({ rollover, expiresAfterDays = 0 }: Limit, cycle: Cycle, fromMs: number): number {
  if (rollover !== undefined) return Number.NEGATIVE_INFINITY
  return periodAt(cycle, fromMs - expiresAfterDays * dayMs).fromMs
}

/** One grant; where the quantity that it is granted for changes within the period, another one from there on. */
function grantsFor(entitlement: LimitedEntitlement, name: string, period?: Span): readonly PeriodGrant[] {
  const { subscription, id, limit, fromMs, untilMs = Number.POSITIVE_INFINITY } = entitlement
  const beginsMs = Math.max(period?.fromMs ?? fromMs, fromMs)
  const expiresMs = limit.expiresAfterDays === undefined ? period?.untilMs : beginsMs + limit.expiresAfterDays * dayMs
  const endsMs = Math.min(expiresMs ?? Number.POSITIVE_INFINITY, untilMs)
  const inForceMs = Math.min(period?.untilMs ?? Number.POSITIVE_INFINITY, untilMs)
  const steps = stepsIn(limit, { fromMs: beginsMs, untilMs: Math.min(inForceMs, endsMs) })
  return steps.map(({ fromMs: stepMs, times }, index) => {
    const stepEndsMs = steps[index + 1]?.fromMs ?? endsMs
    const grant = {
      key: index === 0 ? `${id} ${name}` : `${id} ${name} ${stepMs}`,
      source: limit.cycle === undefined ? ('order' as const) : ('period' as const),
      ...{ quantity: limit.quantity * times, priority: limit.priority, fromMs: stepMs, madeAtMs: beginsMs },
      ...(stepEndsMs === Number.POSITIVE_INFINITY ? {} : { untilMs: stepEndsMs }),
      series: `${subscription} ${name}`,
      ...(limit.replaces === undefined ? {} : { follows: { series: `${limit.replaces} ${name}`, line: limit.replaces } }),
      ...(limit.rollover === undefined ? {} : { rollover: { line: subscription, atMost: limit.rollover.atMost * times } }),
    }
    return { grant, limit, ...(period === undefined ? {} : { period, endsMs: inForceMs }) }
  })
}

interface Step {
  readonly fromMs: number
  readonly times: bigint
}

/** How many times over it is granted from its beginning on, and from each change of that. */
function stepsIn({ perQuantity }: Limit, { fromMs, untilMs }: Span): readonly [Step, ...Step[]] {
  if (perQuantity === undefined) return [{ fromMs, times: 1n }]
  const begun = perQuantity.findLast((each) => each.fromMs <= fromMs) ?? perQuantity[0]
  const within = perQuantity.filter((each) => fromMs < each.fromMs && each.fromMs < untilMs)
  return [
    { fromMs, times: BigInt(begun?.quantity ?? 1) },
    ...within.map((each) => ({ fromMs: each.fromMs, times: BigInt(each.quantity) })),
  ]
}
