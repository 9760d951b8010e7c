import type { Entitlement } from '@octroi/shared/decisions/action'
import type { ChangeId, EntitlementId, SubscriptionId } from '@octroi/shared/ids/id'
import type { Offer } from '../catalogue/catalogue.ts'
import { type Change, endsSubscription, type SubscriptionChange } from './change.ts'
import { activeSpans, type Course, type CourseFault, courseOf } from './course.ts'
import { type EntitlementWrites, entitlementWrites } from './entitlement-writes.ts'
import { quantitiesOf } from './phase.ts'
import type { Subscription } from './subscription.ts'

/** A subscription with all that a change of it may touch. */
export interface Held {
  readonly subscription: Subscription
  /** As it was bought. */
  readonly offer: Offer
  /** Those that were not taken back. */
  readonly changes: readonly SubscriptionChange[]
  readonly entitlements: readonly Entitlement[]
}

/** What is asked for and what is taken back, by whom ever it is brought about. */
export interface Moves {
  readonly added: readonly SubscriptionChange[]
  readonly takenBack: readonly SubscriptionChange[]
}

/** What a change writes. All of it is decided; a transaction only has to keep it. */
export interface SubscriptionWrites extends Moves, EntitlementWrites {
  /** Their phases, their ends, and what takes their places. */
  readonly subscriptions: readonly Subscription[]
}

export interface Ids {
  readonly nextChange: () => ChangeId
  readonly nextEntitlement: () => EntitlementId
  readonly nextSubscription: () => SubscriptionId
}

/** Every subscription that the moves touch, as it goes from now on. */
export function writesOf(
  all: readonly Held[],
  moves: Moves,
  { nowMs, ids }: { readonly nowMs: number; readonly ids: Ids },
): { readonly writes: SubscriptionWrites; readonly faults: readonly CourseFault[] } {
  const calledOff = new Set(moves.takenBack.flatMap(({ began }) => began ?? []))
  const touched = all.filter(({ subscription: { id } }) => calledOff.has(id) || movedSubscriptions(moves).has(id))
  const followed = touched.map((held) => {
    const { course, faults } = courseAfter(held, moves)
    const { fromMs } = held.subscription
    // It never begins: what took the place of another and was taken back.
    const goes = calledOff.has(held.subscription.id) ? { ...course, untilMs: fromMs } : course
    return { held, course: goes, faults }
  })
  const entitlements = followed.map(({ held: { entitlements: rows }, course }) =>
    entitlementWrites({
      ...{ rows, spans: activeSpans(course), quantities: quantitiesOf(course.phases) },
      ...{ nowMs, nextId: ids.nextEntitlement },
    }),
  )
  return {
    writes: {
      ...moves,
      subscriptions: followed.map(({ held, course }) => onCourse(held.subscription, course)),
      ended: entitlements.flatMap(({ ended }) => ended),
      begun: entitlements.flatMap(({ begun }) => begun),
      limited: entitlements.flatMap(({ limited }) => limited),
    },
    faults: followed.flatMap(({ faults }) => faults),
  }
}

/** How it goes by the changes that it has, and these moves. */
export function courseAfter(held: Held, moves: Moves = { added: [], takenBack: [] }): ReturnType<typeof courseOf> {
  const { untilMs: _, ...open } = held.subscription
  const natural = naturalEnd(held)
  return courseOf({ ...open, ...(natural === undefined ? {} : { untilMs: natural }) }, changesAfter(held, moves))
}

/** What a change that ends it has to keep, to be taken back. */
export function formerEnd(held: Held, change: Change): Pick<SubscriptionChange, 'formerUntilMs'> {
  const former = endsSubscription(change) ? naturalEnd(held) : undefined
  return former === undefined ? {} : { formerUntilMs: former }
}

/** When it would end if no change ended it. */
function naturalEnd({ subscription, changes }: Held): number | undefined {
  const ending = changes.find(({ change }) => endsSubscription(change))
  return ending === undefined ? subscription.untilMs : ending.formerUntilMs
}

function changesAfter({ subscription, changes }: Held, { added, takenBack }: Moves): readonly SubscriptionChange[] {
  const gone = new Set(takenBack.map(({ id }) => id))
  return [...changes.filter(({ id }) => !gone.has(id)), ...added.filter((each) => each.subscription === subscription.id)]
}

function movedSubscriptions({ added, takenBack }: Moves): ReadonlySet<SubscriptionId> {
  return new Set([...added, ...takenBack].map(({ subscription }) => subscription))
}

function onCourse(subscription: Subscription, { phases, untilMs, endedBy }: Course): Subscription {
  const { untilMs: _, phases: __, replacedBy: ___, ...rest } = subscription
  return {
    ...rest,
    phases,
    ...(untilMs === undefined ? {} : { untilMs }),
    ...(endedBy?.began === undefined ? {} : { replacedBy: endedBy.began }),
  }
}
