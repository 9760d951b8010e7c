import type { SubscriptionId } from '@octroi/shared/ids/id'
import { type Change, endsSubscription, type SubscriptionChange } from './change.ts'
import { activeSpans } from './course.ts'
import { courseAfter, formerEnd, type Held, type Ids, type Moves } from './held.ts'

interface Plan {
  readonly nowMs: number
  readonly ids: Ids
}

/**
 * What add-ons do because of a change: they end and pause with the last subscription of the account that they may be added to,
 * and go on with it where they were paused because of it.
 */
export function followersOf(
  all: readonly Held[],
  cause: SubscriptionChange,
  moves: Moves,
  { nowMs, ids }: Plan,
): readonly SubscriptionChange[] {
  const base = all.find(({ subscription }) => subscription.id === cause.subscription)
  if (base === undefined) return []
  const addOns = all.filter(({ offer }) => offer.requires?.includes(base.subscription.offer) === true)
  return addOns.flatMap((addOn) => {
    const change = followingChange(addOn, { all, base, cause, moves })
    if (change === undefined) return []
    const follower: SubscriptionChange = {
      id: ids.nextChange(),
      subscription: addOn.subscription.id,
      change,
      atMs: Math.max(cause.atMs, addOn.subscription.fromMs),
      askedAtMs: nowMs,
      follows: cause.id,
      ...formerEnd(addOn, change),
    }
    return [follower]
  })
}

interface Cause {
  readonly all: readonly Held[]
  readonly base: Held
  readonly cause: SubscriptionChange
  readonly moves: Moves
}

function followingChange(addOn: Held, { all, base, cause, moves }: Cause): Change | undefined {
  const { course } = courseAfter(addOn, moves)
  const isOver = course.untilMs !== undefined && course.untilMs <= cause.atMs
  if (isOver || addOn.subscription.id === cause.subscription) return undefined
  const { kind } = cause.change
  if (kind === 'resume')
    return pausedBecauseOf(addOn, base) && isPausedAt(addOn, moves, cause.atMs) ? { kind: 'resume' } : undefined
  const requires = addOn.offer.requires ?? []
  const goesOn = cause.change.kind === 'offer' && requires.includes(cause.change.offer)
  const apart: readonly SubscriptionId[] = [addOn.subscription.id, base.subscription.id]
  const isHeldUp = all.some(
    (other) =>
      !apart.includes(other.subscription.id) &&
      requires.includes(other.subscription.offer) &&
      isActiveAt(other, moves, Math.max(cause.atMs, addOn.subscription.fromMs)),
  )
  if (goesOn || isHeldUp) return undefined
  if (kind === 'pause') return isPausedAt(addOn, moves, cause.atMs) ? undefined : { kind: 'pause' }
  return endsSubscription(cause.change) ? { kind: 'end' } : undefined
}

function isActiveAt(held: Held, moves: Moves, ms: number): boolean {
  const { course } = courseAfter(held, moves)
  return activeSpans(course).some(({ fromMs, untilMs }) => fromMs <= ms && ms < untilMs)
}

function isPausedAt(held: Held, moves: Moves, ms: number): boolean {
  const { course } = courseAfter(held, moves)
  return course.phases.findLast(({ fromMs }) => fromMs <= ms)?.isPaused === true
}

/** Whether the last pause of an add-on came from a pause of what it adds to. */
function pausedBecauseOf({ changes }: Held, base: Held): boolean {
  const last = changes
    .filter(({ change }) => change.kind === 'pause')
    .toSorted((one, other) => one.atMs - other.atMs)
    .at(-1)
  return last?.follows !== undefined && base.changes.some(({ id }) => id === last.follows)
}
