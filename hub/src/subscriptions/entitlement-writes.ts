import type { Entitlement } from '@octroi/shared/decisions/action'
import type { Limit, QuantityFrom } from '@octroi/shared/decisions/limit'
import type { EntitlementId } from '@octroi/shared/ids/id'
import type { ActiveSpan } from './course.ts'

/** What becomes of the entitlements of a subscription: spans that end otherwise than was written, and new ones. */
export interface EntitlementWrites {
  /** Without `untilMs` it goes on. One that ends when it begins is never in force. */
  readonly ended: readonly { readonly id: EntitlementId; readonly untilMs?: number }[]
  readonly begun: readonly Entitlement[]
  /** Limits of those that go on, which are granted for another quantity from some time on. */
  readonly limited: readonly { readonly id: EntitlementId; readonly limit: Limit }[]
}

interface Facts {
  /** All that the subscription ever had. */
  readonly rows: readonly Entitlement[]
  /** When it entitles to something, from its beginning on. */
  readonly spans: readonly ActiveSpan[]
  readonly quantities: readonly QuantityFrom[]
  readonly nowMs: number
  readonly nextId: () => EntitlementId
}

/**
 * Brings what is written in line with when a subscription is active, from now on. Nothing that was in force is changed after
 * the fact: a span that runs ends, one that has not begun is called off, and what is missing begins as a copy of what the
 * subscription first entitled to.
 */
export function entitlementWrites({ rows, spans, quantities, nowMs, nextId }: Facts): EntitlementWrites {
  const coming = spans.filter(({ untilMs }) => untilMs > nowMs)
  const live = rows.filter(({ fromMs, untilMs = Number.POSITIVE_INFINITY }) => untilMs > nowMs && untilMs > fromMs)
  const ended = live.flatMap((row) => {
    const untilMs = endIn(coming, row, nowMs)
    if (untilMs === (row.untilMs ?? Number.POSITIVE_INFINITY)) return []
    return [{ id: row.id, ...(untilMs === Number.POSITIVE_INFINITY ? {} : { untilMs }) }]
  })
  const beganMs = Math.min(...rows.map(({ fromMs }) => fromMs))
  const originals = rows.filter(({ fromMs }) => fromMs === beganMs)
  const missing = coming.filter((span) => !live.some((row) => belongs(row, span, nowMs)))
  return {
    ended,
    begun: missing.flatMap((span) => originals.map((original) => withQuantities(copyFor(original, span, nextId()), quantities))),
    limited: live.flatMap((row) => {
      const { limit } = withQuantities(row, quantities)
      return limit === undefined || isSameOver(limit.perQuantity, row.limit?.perQuantity) ? [] : [{ id: row.id, limit }]
    }),
  }
}

/** When a row that is or was to be in force ends. */
function endIn(coming: readonly ActiveSpan[], row: Entitlement, nowMs: number): number {
  const span = coming.find((each) => belongs(row, each, nowMs))
  return span === undefined ? Math.max(row.fromMs, nowMs) : span.untilMs
}

/** Of a span that runs, what is in force already; of one to come, what begins with it. */
function belongs({ fromMs }: Entitlement, span: ActiveSpan, nowMs: number): boolean {
  return fromMs <= nowMs ? span.fromMs <= nowMs : span.fromMs === fromMs
}

function copyFor({ untilMs: _, ...original }: Entitlement, span: ActiveSpan, id: EntitlementId): Entitlement {
  const until = span.untilMs === Number.POSITIVE_INFINITY ? {} : { untilMs: span.untilMs }
  return { ...original, id, fromMs: span.fromMs, ...until }
}

function withQuantities(entitlement: Entitlement, quantities: readonly QuantityFrom[]): Entitlement {
  const { limit } = entitlement
  return limit?.perQuantity === undefined ? entitlement : { ...entitlement, limit: { ...limit, perQuantity: quantities } }
}

function isSameOver(one: readonly QuantityFrom[] = [], other: readonly QuantityFrom[] = []): boolean {
  return (
    one.length === other.length &&
    one.every(({ fromMs, quantity }, index) => fromMs === other[index]?.fromMs && quantity === other[index]?.quantity)
  )
}
