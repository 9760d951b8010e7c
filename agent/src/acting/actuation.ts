import { actionName } from '@octroi/shared/decisions/action-name'
import { countedBy } from '@octroi/shared/decisions/counters'
import type { RecordDraft } from '../journal/journal.ts'
import { named, type OpenAction } from '../journal/open-action.ts'
import { type AgentEvent, type AgentState, addCounted, type Effect, recordTime, type Step, withEntry } from './state.ts'
import { tell } from './telling.ts'

/** How long a phase may last. What stands open has the permit's own time. */
const phaseSeconds = {
  /** A driver that does not say by then whether it moved may have moved. */
  granted: 60,
  /** What moved and nobody opened has come to its end. */
  actuated: 120,
  /** A bolt runs home in a moment; after that the thing is closed and not locked. */
  closed: 10,
} as const

/** The driver carried the command out, or failed to. */
export function actuationEnded(
  state: AgentState,
  { service, act, result }: Extract<AgentEvent, { type: 'actuation_ended' }>,
  monotonicMs: number,
): Step {
  const open = state.actions.get(service)
  if (open?.act !== act) return { state, effects: [] }
  const common = { ...recordTime(state, monotonicMs), service, ...named(open) }
  // The driver may have seen it open before its command returned, and what was seen is believed.
  const wasSeenOpen = open.phase !== 'granted'
  if (!result.ok && wasSeenOpen) {
    const record = { ...common, type: 'fault', body: { code: reasonCode(result.reason) } } as const
    return tell(state, { records: [record], changes: [] })
  }
  if (!result.ok) {
    const record = { ...common, type: 'failed', body: { reason: reasonCode(result.reason) } } as const
    return tell(...movedTo(state, service, undefined, [record]))
  }
  if (!wasSeenOpen && state.momentary.has(actionName(service, open.action))) return performed(state, service, open, common)
  const moved = wasSeenOpen ? open : inPhase(open, 'actuated')
  const [next, fact] = movedTo(state, service, moved, [{ ...common, type: 'actuated', body: {} }])
  return tell(next, fact, wasSeenOpen ? [] : watchOf(service, moved))
}

/** Nothing opened, so the action has come to its end; where it was for the device's own account, it counts there. */
function performed(state: AgentState, service: string, { action }: OpenAction, common: Common): Step {
  const record = { ...common, type: 'performed', body: { action } } as const
  const [next, { records, changes }] = movedTo(state, service, undefined, [record])
  const counted = countedBy(record)
  if (counted === undefined) return tell(next, { records, changes })
  return tell(addCounted(next, counted), { records, changes: [...changes, { kind: 'counted', ...counted }] })
}

type Common = Pick<RecordDraft, 'time' | 'timeState' | 'service' | 'authorization'>

/** A phase has lasted too long. */
export function tookTooLong(
  state: AgentState,
  { service, act, turn, seconds }: Extract<AgentEvent, { type: 'took_too_long' }>,
  monotonicMs: number,
): Step {
  const open = state.actions.get(service)
  if (open?.act !== act || open.turn !== turn) return { state, effects: [] }
  const common = { ...recordTime(state, monotonicMs), service, ...named(open) }
  switch (open.phase) {
    case 'granted':
      return tell(...movedTo(state, service, undefined, [{ ...common, type: 'outcome_unknown', body: {} }]))
    case 'actuated':
      return tell(...movedTo(state, service, undefined, [{ ...common, type: 'failed', body: { reason: notOpened } }]))
    case 'opened':
      return tell(state, { records: [{ ...common, type: 'left_open', body: { seconds } }], changes: [] })
    case 'closed': {
      const record = { ...common, type: 'fault', body: { code: 'not_secured' } } as const
      return tell(...movedTo(state, service, inPhase(open, 'unsecured'), [record]))
    }
    case 'unsecured':
      return { state, effects: [] }
  }
}

type Records = Parameters<typeof tell>[1]['records']

/** The service's action in its new phase, or gone, and the fact that tells of it. */
function movedTo(
  state: AgentState,
  service: string,
  action: OpenAction | undefined,
  records: Records,
): [AgentState, Parameters<typeof tell>[1]] {
  const changes = [{ kind: 'action', service, action }] as const
  return [
    { ...state, actions: withEntry(state.actions, service, action) },
    { records, changes },
  ]
}

/** A driver's own words, made fit to be a code on the wire: printable ASCII, and short. */
function reasonCode(words: string): string {
  const plain = words
    .replaceAll(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 64)
  return plain === '' ? 'driver_error' : plain
}

/** Why an action failed that moved the latch and that nobody opened. */
export const notOpened = 'not_opened'

export function inPhase(open: OpenAction, phase: OpenAction['phase']): OpenAction {
  return { ...open, phase, turn: open.turn + 1 }
}

/** Watches a phase that must not last. */
export function watchOf(service: string, { act, phase, turn, maxOpenSeconds }: OpenAction): readonly Effect[] {
  if (phase === 'unsecured') return []
  const seconds = phase === 'opened' ? maxOpenSeconds : phaseSeconds[phase]
  return [{ type: 'watch', service, act, turn, seconds }]
}
