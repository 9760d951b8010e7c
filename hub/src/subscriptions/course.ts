import { formatInstant } from '@octroi/shared/time/instant'
import { endsSubscription, type SubscriptionChange } from './change.ts'
import { compacted, firstPhase, type Phase, phasesAtMost } from './phase.ts'
import type { Subscription } from './subscription.ts'

/** How a subscription goes, by all changes that were asked for and not taken back. */
export interface Course {
  readonly phases: readonly Phase[]
  readonly untilMs?: number
  /** The change that ends it. */
  readonly endedBy?: SubscriptionChange
}

/** Why a change cannot be where it is. */
export interface CourseFault {
  readonly change: SubscriptionChange
  readonly code: string
  readonly detail: string
}

/**
 * Follows all changes of a subscription from its beginning, in the order of their times. It is the same whoever asks: what is
 * in force, and what becomes of it when one of them is taken back, comes from this alone. `untilMs` of the subscription is when
 * it would end if no change did.
 */
export function courseOf(
  subscription: Subscription,
  changes: readonly SubscriptionChange[],
): { readonly course: Course; readonly faults: readonly CourseFault[] } {
  const ordered = changes.toSorted(byTime)
  const faults: CourseFault[] = []
  const phases: Phase[] = [firstPhase(subscription)]
  let end = subscription.untilMs
  let endedBy: SubscriptionChange | undefined
  for (const change of ordered) {
    const before = phases.at(-1) ?? firstPhase(subscription)
    const why = whyNot(change, { subscription, before, untilMs: end, hasEnded: endedBy !== undefined })
    if (why !== undefined) {
      faults.push({ change, ...why })
    } else if (endsSubscription(change.change)) {
      ;[end, endedBy] = [change.atMs, change]
    } else {
      phases.push(phaseAfter(before, change))
    }
  }
  const kept = compacted(phases)
  if (kept.length > phasesAtMost) {
    const [change] = ordered.slice(-1)
    const detail = `A subscription has at most ${phasesAtMost} phases.`
    if (change !== undefined) faults.push({ change, code: 'too_many_phases', detail })
  }
  const until = end === undefined ? {} : { untilMs: end }
  return { course: { phases: kept, ...until, ...(endedBy === undefined ? {} : { endedBy }) }, faults }
}

/** Spans in which a subscription entitles to something. */
export function activeSpans({ phases, untilMs = Number.POSITIVE_INFINITY }: Course): readonly ActiveSpan[] {
  const spans: ActiveSpan[] = []
  for (const [index, { fromMs, isPaused }] of phases.entries()) {
    const endMs = Math.min(phases[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY, untilMs)
    if (isPaused || fromMs >= endMs) continue
    const last = spans.at(-1)
    if (last?.untilMs === fromMs) spans[spans.length - 1] = { fromMs: last.fromMs, untilMs: endMs }
    else spans.push({ fromMs, untilMs: endMs })
  }
  return spans
}

export interface ActiveSpan {
  readonly fromMs: number
  /** Infinite where it has no end. */
  readonly untilMs: number
}

/** By when they take effect, then by when they were asked for: ids sort so. */
function byTime(one: SubscriptionChange, other: SubscriptionChange): number {
  return one.atMs - other.atMs || (one.id < other.id ? -1 : 1)
}

interface Standing {
  readonly subscription: Subscription
  readonly before: Phase
  readonly untilMs: number | undefined
  readonly hasEnded: boolean
}

function whyNot(
  { change, atMs }: SubscriptionChange,
  { subscription, before, untilMs, hasEnded }: Standing,
): Omit<CourseFault, 'change'> | undefined {
  const at = formatInstant(atMs)
  if (atMs < subscription.fromMs) {
    return { code: 'not_begun', detail: `The subscription begins at ${formatInstant(subscription.fromMs)}, after ${at}.` }
  }
  if (hasEnded || (untilMs !== undefined && atMs >= untilMs)) {
    return { code: 'already_ended', detail: `The subscription ends at ${formatInstant(untilMs ?? atMs)}, not after ${at}.` }
  }
  if (change.kind === 'pause' && before.isPaused) return { code: 'already_paused', detail: `It is paused at ${at} already.` }
  if (change.kind === 'resume' && !before.isPaused) return { code: 'not_paused', detail: `It is not paused at ${at}.` }
  if (change.kind === 'pin' && before.isPinned) return { code: 'already_pinned', detail: `It is pinned at ${at} already.` }
  if (change.kind === 'unpin' && !before.isPinned) return { code: 'not_pinned', detail: `It is not pinned at ${at}.` }
  if (change.kind === 'offer' && before.isPaused) {
    return { code: 'subscription_paused', detail: `It is paused at ${at}: resume it, or change the offer when it goes on.` }
  }
  if (change.kind === 'quantity' && change.quantity === before.quantity) {
    return { code: 'unchanged', detail: `Its quantity at ${at} is ${change.quantity} already.` }
  }
  return undefined
}

function phaseAfter(before: Phase, { change, atMs: fromMs }: SubscriptionChange): Phase {
  if (change.kind === 'quantity') return { ...before, fromMs, quantity: change.quantity }
  if (change.kind === 'pause' || change.kind === 'resume') return { ...before, fromMs, isPaused: change.kind === 'pause' }
  const { isPinned: _, ...loose } = before
  return change.kind === 'pin' ? { ...loose, fromMs, isPinned: true } : { ...loose, fromMs }
}
