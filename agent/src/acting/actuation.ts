import type { OpenAction } from '../journal/open-action.ts'
import { type AgentEvent, type AgentState, type Effect, recordTime, type Step, withEntry } from './state.ts'

/** How long after the thing moved somebody may take to open it. What is not opened by then has come to its end. */
const openWithinSeconds = 120

/** The driver carried the command out, or failed to. */
export function actuationEnded(
  state: AgentState,
  { service, authorization, result }: Extract<AgentEvent, { type: 'actuation_ended' }>,
  monotonicMs: number,
): Step {
  const open = state.actions.get(service)
  if (open?.authorization !== authorization) return { state, effects: [] }
  const common = { ...recordTime(state, monotonicMs), service, authorization }
  // The driver may have seen it open before its command returned, and what was seen is believed.
  const wasSeenOpen = open.phase !== 'granted'
  if (!result.ok && wasSeenOpen) {
    const record = { ...common, type: 'fault', body: { code: reasonCode(result.reason) } } as const
    return { state, effects: [{ type: 'commit', entry: { records: [record], changes: [], weight: 'fact' }, onCommitted: [] }] }
  }
  const record = result.ok
    ? ({ ...common, type: 'actuated', body: {} } as const)
    : ({ ...common, type: 'failed', body: { reason: reasonCode(result.reason) } } as const)
  const moved = wasSeenOpen ? open : inPhase(open, 'actuated')
  const action = result.ok ? moved : undefined
  return {
    state: { ...state, actions: withEntry(state.actions, service, action) },
    effects: [
      {
        type: 'commit',
        entry: { records: [record], changes: [{ kind: 'action', service, action }], weight: 'fact' },
        onCommitted: action === undefined ? [] : watchOf(service, action),
      },
    ],
  }
}

/** A phase has lasted too long: open, it is an alert; never opened, the action has failed. */
export function tookTooLong(
  state: AgentState,
  { service, authorization, turn, seconds }: Extract<AgentEvent, { type: 'took_too_long' }>,
  monotonicMs: number,
): Step {
  const open = state.actions.get(service)
  if (open?.authorization !== authorization || open.turn !== turn) return { state, effects: [] }
  const common = { ...recordTime(state, monotonicMs), service, authorization }
  if (open.phase === 'opened') {
    const record = { ...common, type: 'left_open', body: { seconds } } as const
    return { state, effects: [{ type: 'commit', entry: { records: [record], changes: [], weight: 'fact' }, onCommitted: [] }] }
  }
  const record = { ...common, type: 'failed', body: { reason: notOpened } } as const
  const changes = [{ kind: 'action', service, action: undefined }] as const
  return {
    state: { ...state, actions: withEntry(state.actions, service, undefined) },
    effects: [{ type: 'commit', entry: { records: [record], changes, weight: 'fact' }, onCommitted: [] }],
  }
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
export function watchOf(service: string, { authorization, phase, turn, maxOpenSeconds }: OpenAction): readonly Effect[] {
  if (phase !== 'actuated' && phase !== 'opened') return []
  const seconds = phase === 'opened' ? maxOpenSeconds : openWithinSeconds
  return [{ type: 'watch', service, authorization, turn, seconds }]
}
