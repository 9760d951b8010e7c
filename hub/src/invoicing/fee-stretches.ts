import { startOfDay, type Zone } from '@octroi/shared/time/zone'
import type { FlatPrice } from '../catalogue/flat-price.ts'
import type { Proration, TimeSpan } from '../rating/models/prorate.ts'
import type { Phase } from '../subscriptions/phase.ts'

/** Part of the time of a fee, in which it is asked so many times over. */
export interface Stretch extends TimeSpan {
  readonly times: number
}

export interface Phased {
  readonly zone: Zone
  readonly phases: readonly Phase[]
  /** How often a phase asks what is asked once. */
  readonly timesOf: (phase: Phase) => number
}

/** How often a fee is asked in a phase: not at all in a pause, and for each of the quantity where it says so. */
export function feeTimesOver({ perQuantity = false }: Pick<FlatPrice, 'perQuantity'>): (phase: Phase) => number {
  return ({ isPaused, quantity }) => (isPaused ? 0 : perQuantity ? quantity : 1)
}

/**
 * A time cut where its phases change. Counted by days, each local day belongs to the last phase in force during it; what is not
 * divided is asked whole, as often as the phase that asks most.
 */
export function stretchesOf({ zone, phases, timesOf }: Phased, how: Proration, span: TimeSpan): readonly Stretch[] {
  if (span.fromMs >= span.untilMs) return []
  const begun = phases.filter(({ fromMs }) => fromMs < span.untilMs)
  const inSpan = begun.slice(
    Math.max(
      0,
      begun.findLastIndex(({ fromMs }) => fromMs <= span.fromMs),
    ),
  )
  if (how === 'none') return [{ ...span, times: Math.max(0, ...inSpan.map(timesOf)) }]
  const stretches: Stretch[] = []
  for (const [index, phase] of inSpan.entries()) {
    const begins = how === 'day' ? startOfDay(zone, phase.fromMs) : phase.fromMs
    const fromMs = index === 0 ? span.fromMs : Math.max(span.fromMs, begins)
    // A day that a later phase takes over is none of an earlier one's.
    while ((stretches.at(-1)?.fromMs ?? Number.NEGATIVE_INFINITY) >= fromMs) stretches.pop()
    const [last, times] = [stretches.pop(), timesOf(phase)]
    if (last?.times === times) {
      stretches.push({ ...last, untilMs: span.untilMs })
      continue
    }
    if (last !== undefined) stretches.push({ ...last, untilMs: fromMs })
    stretches.push({ fromMs, untilMs: span.untilMs, times })
  }
  return stretches
}
