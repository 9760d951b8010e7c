import type { QuantityFrom } from '@octroi/shared/decisions/limit'

/** How a subscription stands from an instant on, until its next phase begins or it ends. */
export interface Phase {
  readonly fromMs: number
  /** How many of it: fees per quantity are asked so many times. A whole number, at least 1. */
  readonly quantity: number
  /** It entitles to nothing, and fees that recur are not asked. */
  readonly isPaused: boolean
  /** It stays at its version of the catalogue, whatever is published meanwhile. */
  readonly isPinned?: true
}

/** Of one subscription. */
export const phasesAtMost = 1000

interface Phased {
  readonly fromMs: number
  readonly quantity?: number
  readonly phases?: readonly Phase[]
}

/** How a subscription stands when it begins. */
export function firstPhase({ fromMs, quantity = 1 }: Phased): Phase {
  return { fromMs, quantity, isPaused: false }
}

/** The phases in their order; a subscription that never changed has one. */
export function phasesOf(subscription: Phased): readonly Phase[] {
  return subscription.phases ?? [firstPhase(subscription)]
}

/** The phase that an instant lies in; before all of them the first. */
export function phaseAt(subscription: Phased, ms: number): Phase {
  const all = phasesOf(subscription)
  return all.findLast(({ fromMs }) => fromMs <= ms) ?? all[0] ?? firstPhase(subscription)
}

/** How many there are from when on, where that changes. */
export function quantitiesOf(phases: readonly Phase[]): readonly QuantityFrom[] {
  return phases
    .filter(({ quantity }, index) => quantity !== phases[index - 1]?.quantity)
    .map(({ fromMs, quantity }) => ({ fromMs, quantity }))
}

/** In order, without those that say nothing new; of two that begin at once the latter counts. */
export function compacted(phases: readonly Phase[]): readonly Phase[] {
  const last = phases.filter((phase, index) => phases[index + 1]?.fromMs !== phase.fromMs)
  return last.filter((phase, index) => !saysTheSame(last[index - 1], phase))
}

function saysTheSame(one: Phase | undefined, other: Phase): boolean {
  if (one === undefined) return false
  return one.quantity === other.quantity && one.isPaused === other.isPaused && one.isPinned === other.isPinned
}
