import type { Crypto } from '@octroi/shared/crypto/crypto'
import { addNonce } from './nonces.ts'
import { observationFailed, observe } from './observe.ts'
import { grantFailed, presentPermit } from './present-permit.ts'
import { type AgentEvent, type AgentState, recordTime, type Step, withEntry } from './state.ts'

/**
 * The agent's decisions: `(state, event) -> {state, effects}`, without clock, disk or network. The shell runs the effects
 * and feeds back what became of them. `monotonicMs` is when the event happened.
 */
export function step(crypto: Crypto, state: AgentState, event: AgentEvent, monotonicMs: number): Step {
  switch (event.type) {
    case 'booted':
      return boot(state, monotonicMs)
    case 'nonce_asked':
      return {
        state: { ...state, nonces: addNonce(state.nonces, event.nonce, monotonicMs) },
        effects: [{ type: 'answer', request: event.request, answer: { kind: 'nonce', nonce: event.nonce } }],
      }
    case 'permit_presented':
      return presentPermit(crypto, state, event, monotonicMs)
    case 'grant_failed':
      return grantFailed(state, event)
    case 'actuation_ended':
      return actuationEnded(state, event, monotonicMs)
    case 'observed':
      return observe(state, event, monotonicMs)
    case 'observation_failed':
      return observationFailed(state, event)
    case 'open_too_long':
      return openTooLong(state, event, monotonicMs)
  }
}

/**
 * A new boot. Power may have been lost between the commit of a grant and the movement: what was granted and not seen to
 * move has an unknown outcome. It is never confirmed and never billed, and its use stays spent.
 */
function boot(state: AgentState, monotonicMs: number): Step {
  const time = recordTime(state, monotonicMs)
  const open = [...state.actions]
  const unknown = open.filter(([, { phase }]) => phase === 'granted')
  const records = unknown.map(
    ([service, { authorization }]) => ({ ...time, type: 'outcome_unknown', service, authorization, body: {} }) as const,
  )
  const started = { ...time, type: 'started', service: 'agent', body: {} } as const
  const changes = unknown.map(([service]) => ({ kind: 'action', service, action: undefined }) as const)
  const watches = open
    .filter(([, { phase }]) => phase === 'opened')
    .map(
      ([service, { authorization, maxOpenSeconds: seconds }]) =>
        ({ type: 'watch_open', service, authorization, seconds }) as const,
    )
  return {
    state: { ...state, actions: new Map(open.filter(([, { phase }]) => phase !== 'granted')) },
    effects: [{ type: 'commit', entry: { records: [started, ...records], changes, isOptional: false }, onCommitted: watches }],
  }
}

function actuationEnded(state: AgentState, event: Extract<AgentEvent, { type: 'actuation_ended' }>, monotonicMs: number): Step {
  const { service, authorization, result } = event
  const open = state.actions.get(service)
  if (open?.authorization !== authorization) return { state, effects: [] }
  const common = { ...recordTime(state, monotonicMs), service, authorization }
  const record = result.ok
    ? ({ ...common, type: 'actuated', body: {} } as const)
    : ({ ...common, type: 'failed', body: { reason: result.reason } } as const)
  // The driver may have seen it open before its command returned.
  const moved = open.phase === 'granted' ? ({ ...open, phase: 'actuated' } as const) : open
  const action = result.ok ? moved : undefined
  return {
    state: { ...state, actions: withEntry(state.actions, service, action) },
    effects: [
      {
        type: 'commit',
        entry: { records: [record], changes: [{ kind: 'action', service, action }], isOptional: false },
        onCommitted: [],
      },
    ],
  }
}

function openTooLong(state: AgentState, event: Extract<AgentEvent, { type: 'open_too_long' }>, monotonicMs: number): Step {
  const { service, authorization, seconds } = event
  const open = state.actions.get(service)
  if (open?.authorization !== authorization || open.phase !== 'opened') return { state, effects: [] }
  const record = { ...recordTime(state, monotonicMs), type: 'left_open', service, authorization, body: { seconds } } as const
  return { state, effects: [{ type: 'commit', entry: { records: [record], changes: [], isOptional: false }, onCommitted: [] }] }
}
