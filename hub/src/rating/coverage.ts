import type { TimeSpan } from '@octroi/shared/decisions/action'
import type { Usage } from '../usage/usage.ts'
import { split } from './split.ts'
import type { Segment } from './timeline.ts'

/** What of a usage lies in the time of none of the subscriptions that price it. */
export function uncoveredQuantity(usage: Usage, subscriptions: readonly TimeSpan[]): bigint {
  const { fromMs, untilMs, quantity } = usage
  const isCovered = (ms: number): boolean =>
    subscriptions.some((span) => span.fromMs <= ms && (span.untilMs === undefined || ms < span.untilMs))
  // What a device did for its own account and nothing prices is included in what the account bought.
  if (usage.record !== 'reading' && usage.isOwn) return 0n
  if (usage.record !== 'reading') return isCovered(fromMs) || isCovered(untilMs) ? 0n : quantity
  const isWhole = subscriptions.some((span) => span.fromMs <= fromMs && (span.untilMs === undefined || untilMs <= span.untilMs))
  if (isWhole && fromMs < untilMs) return 0n
  if (fromMs === untilMs) return isCovered(fromMs) ? 0n : quantity
  const edges = subscriptions
    .flatMap((span) => [span.fromMs, span.untilMs ?? untilMs])
    .filter((ms) => fromMs < ms && ms < untilMs)
  const cuts = [...new Set([fromMs, ...edges, untilMs])].toSorted((left, right) => left - right)
  const segments = cuts.slice(0, -1).map((cut, index): Segment => {
    return { fromMs: cut, untilMs: cuts[index + 1] ?? untilMs, periodFromMs: cut, band: isCovered(cut) ? 'covered' : 'uncovered' }
  })
  return split(segments, fromMs, untilMs, quantity)
    .filter(({ segment }) => segment.band === 'uncovered')
    .reduce((sum, part) => sum + part.quantity, 0n)
}
