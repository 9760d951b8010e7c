import { conflict, type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { ChangeId } from '@octroi/shared/ids/id'
import { isScheduled } from './change.ts'
import { type Held, type Ids, type SubscriptionWrites, writesOf } from './held.ts'
import { withFollowers } from './plan-change.ts'

interface TakeBackFacts {
  readonly held: Held
  /** All others of the account that are in force or to come, what the change was to begin among them. */
  readonly others: readonly Held[]
  readonly nowMs: number
  readonly ids: Ids
}

/** Takes back a change that has not taken effect, with what add-ons were to do because of it. */
export function planTakeBack(facts: TakeBackFacts, id: ChangeId): Result<SubscriptionWrites, Failure> {
  const { held, others, nowMs, ids } = facts
  const change = held.changes.find((each) => each.id === id)
  if (change === undefined) return err(notFound('change', id))
  if (!isScheduled(change, nowMs)) return err(conflict('already_in_effect', 'The change has taken effect: ask for another one.'))
  if (change.follows !== undefined) {
    const words = `It follows change ${change.follows} of what the subscription adds to: take that back.`
    return err(conflict('follows_another', words))
  }
  const takenBack = withFollowers([change], [held, ...others])
  const { writes, faults } = writesOf([held, ...others], { added: [], takenBack }, { nowMs, ids })
  const [first] = faults
  if (first === undefined) return ok(writes)
  return err(conflict('others_rest_on_it', `Change ${first.change.id} rests on it: take that back first. ${first.detail}`))
}
