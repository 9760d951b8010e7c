import type { Outcome } from '@octroi/shared/api/vocabulary'
import { beginsAction } from '@octroi/shared/wire/messages/record'
import type { AccessEvent, AccessEventType } from './access-event.ts'
import type { GrantedAuthorization } from './authorization.ts'

/** A granted authorization of which more is known now. */
export interface OutcomeChange {
  readonly authorization: GrantedAuthorization
  readonly outcome: Outcome
  /** All of the authorization, in the order of the journal. */
  readonly events: readonly AccessEvent[]
}

/**
 * Folds the records of one authorization. Their order of arrival does not matter: their place in the journal decides.
 * What was proven not to be used (`before`) stays so until a record tells otherwise. A delivery is complete only when
 * `closed` and `secured` follow `opened`, because closed alone is not locked; what only had to be performed is complete
 * with that.
 */
export function outcomeOf(events: readonly AccessEvent[], before: Outcome = 'pending'): Outcome {
  const last = lastOfEach(events)
  const granted = lastBeginning(events)
  if (granted === undefined) return isUnused(before) && !tellsOfUse(events) ? before : 'pending'
  const since = (type: AccessEventType, seq: number): number | undefined => {
    const found = last.get(type)
    return found !== undefined && found > seq ? found : undefined
  }
  if (since('performed', granted) !== undefined) return 'completed'
  const opened = since('opened', granted)
  if (opened === undefined) {
    if (since('failed', granted) !== undefined) return 'failed'
    return since('outcome_unknown', granted) === undefined ? 'pending' : 'unknown'
  }
  const closed = since('closed', opened)
  const secured = since('secured', opened)
  if (closed !== undefined && secured !== undefined) return 'completed'
  return since('left_open', opened) === undefined ? 'opened' : 'left_open'
}

/** Ended without a use. */
function isUnused(outcome: Outcome): boolean {
  return outcome === 'cancelled' || outcome === 'expired'
}

/** Whether the device told anything of it but that it refused. */
export function tellsOfUse(events: readonly AccessEvent[]): boolean {
  return events.some(({ type }) => type !== 'refused')
}

/** The grant that the newest action began with, in whatever form it was given. */
function lastBeginning(events: readonly AccessEvent[]): number | undefined {
  const began = events.filter(({ type }) => beginsAction(type)).map(({ seq }) => seq)
  return began.length === 0 ? undefined : Math.max(...began)
}

function lastOfEach(events: readonly AccessEvent[]): ReadonlyMap<AccessEventType, number> {
  const last = new Map<AccessEventType, number>()
  for (const { type, seq } of events) last.set(type, Math.max(last.get(type) ?? 0, seq))
  return last
}
