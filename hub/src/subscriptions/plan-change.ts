import { type Failure, invalid } from '@octroi/shared/errors/failure'
import { type Fault, fault } from '@octroi/shared/errors/fault'
import { invariant } from '@octroi/shared/errors/invariant'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { formatInstant } from '@octroi/shared/time/instant'
import type { CatalogueVersion } from '../catalogue/catalogue.store.ts'
import { feesEndMs } from '../rating/billing-period.ts'
import { type BegunSubscription, beginInPlaceOf, placeFaults } from './begin-in-place.ts'
import { type Change, type ChangeTime, endsSubscription, isScheduled, type SubscriptionChange } from './change.ts'
import type { CourseFault } from './course.ts'
import { followersOf } from './followers.ts'
import { formerEnd, type Held, type Ids, type Moves, type SubscriptionWrites, writesOf } from './held.ts'

export interface ChangeFacts {
  readonly held: Held
  /** All others of the account that are in force or to come. */
  readonly others: readonly Held[]
  /** When the billing period ends that runs now, or that it begins with. */
  readonly periodEndsMs: number
  /** Of an offer: the version that it is of, where there is one. */
  readonly version?: CatalogueVersion
  readonly nowMs: number
  readonly ids: Ids
}

export interface AskedChange {
  readonly change: Change
  readonly at: ChangeTime
}

/** What a change comes to: what is to be written, and what somebody who asks should know before. */
export interface ChangePlan {
  readonly change: SubscriptionChange
  readonly writes: SubscriptionWrites
  /** What takes the place of a subscription whose offer changes, with what it entitles to. */
  readonly begun?: BegunSubscription
  /** Fees that recur are asked until then, because of a minimum term, though the subscription ends earlier. */
  readonly feesUntilMs?: number
}

/** Clocks differ, and a request is on its way for a while. */
const toleranceMs = 60_000
/** Five years: beyond it nothing can be scheduled. */
const aheadAtMostMs = 5 * 366 * 86_400_000

/** What a change writes, or every fault that speaks against it. */
export function planChange(facts: ChangeFacts, asked: AskedChange): Result<ChangePlan, Failure> {
  const { held, others, nowMs, ids } = facts
  const atMs = timeOf(facts, asked.at)
  const timeFaults = faultsOfTime(facts, asked.at)
  if (timeFaults.length > 0) return err(invalid(timeFaults))
  const taken = takesPlace(asked.change) ? ids.nextSubscription() : undefined
  const change: SubscriptionChange = {
    id: ids.nextChange(),
    subscription: held.subscription.id,
    change: asked.change,
    atMs,
    askedAtMs: nowMs,
    ...(taken === undefined ? {} : { began: taken }),
    ...formerEnd(held, asked.change),
  }
  const moves = movesOf(facts, change)
  const { writes, faults } = writesOf([held, ...others], moves, { nowMs, ids })
  const found = [...placeFaults(facts, change), ...faults.map((each) => faultOf(each, change))]
  if (found.length > 0) return err(invalid(found))
  const begun = taken === undefined ? undefined : beginInPlaceOf(facts, change, taken)
  const feesUntilMs =
    asked.change.kind === 'end' ? feesEndMs({ ...held, subscription: { ...held.subscription, untilMs: atMs } }) : atMs
  return ok({
    change,
    writes,
    ...(begun === undefined ? {} : { begun }),
    ...(feesUntilMs === undefined || feesUntilMs <= atMs ? {} : { feesUntilMs }),
  })
}

/** The change, what it makes moot, and what add-ons do because of it. */
function movesOf({ held, others, nowMs, ids }: ChangeFacts, change: SubscriptionChange): Moves {
  const isMoot = (each: SubscriptionChange): boolean => isScheduled(each, nowMs) && each.atMs >= change.atMs
  const moot = endsSubscription(change.change) ? held.changes.filter(isMoot) : []
  const all = [held, ...others]
  const takenBack = withFollowers(moot, all)
  const added = [change]
  // An add-on may have add-ons of its own.
  for (let index = 0; index < added.length; index++) {
    const cause = added[index]
    invariant(cause !== undefined, 'a list holds what it counts')
    added.push(...followersOf(all, cause, { added, takenBack }, { nowMs, ids }))
  }
  const late = added.slice(1).flatMap((each) => mootBy(each, all, nowMs))
  return { added, takenBack: [...takenBack, ...withFollowers(late, all)] }
}

function mootBy(change: SubscriptionChange, all: readonly Held[], nowMs: number): readonly SubscriptionChange[] {
  if (!endsSubscription(change.change)) return []
  const held = all.find(({ subscription }) => subscription.id === change.subscription)
  return (held?.changes ?? []).filter((each) => isScheduled(each, nowMs) && each.atMs >= change.atMs)
}

/** Changes with all that follow them, and all that was asked of what they were to begin. */
export function withFollowers(changes: readonly SubscriptionChange[], all: readonly Held[]): readonly SubscriptionChange[] {
  const found = [...changes]
  for (const change of found) {
    const rest = all.flatMap((held) => held.changes).filter((each) => !found.includes(each))
    found.push(...rest.filter(({ follows, subscription }) => follows === change.id || subscription === change.began))
  }
  return found
}

function takesPlace({ kind }: Change): boolean {
  return kind === 'offer' || kind === 'transfer'
}

/** What is asked for now of a subscription that is to begin later is asked for its beginning. */
function timeOf({ held: { subscription }, nowMs, periodEndsMs }: ChangeFacts, at: ChangeTime): number {
  const ms = at === 'now' ? nowMs : at === 'period_end' ? periodEndsMs : Math.max(at, nowMs)
  return at === 'now' ? Math.max(ms, subscription.fromMs) : ms
}

function faultsOfTime({ nowMs, held: { subscription } }: ChangeFacts, at: ChangeTime): readonly Fault[] {
  if (subscription.untilMs !== undefined && subscription.untilMs <= nowMs) {
    return [fault('', 'already_ended', `The subscription ended at ${formatInstant(subscription.untilMs)}.`)]
  }
  if (typeof at !== 'number') return []
  if (at < nowMs - toleranceMs) return [fault('at', 'in_the_past', 'What was in force is not changed after the fact.')]
  if (at > nowMs + aheadAtMostMs) return [fault('at', 'too_far', 'A change is scheduled at most five years ahead.')]
  return []
}

/** A fault of what was scheduled before is told by what has to be taken back first. */
function faultOf({ change, code, detail }: CourseFault, asked: SubscriptionChange): Fault {
  if (change.id === asked.id) return fault(code === 'not_begun' || code === 'already_ended' ? 'at' : 'change', code, detail)
  return fault('change', 'clashes', `What is asked does not go with change ${change.id}, which is scheduled: ${detail}`)
}
