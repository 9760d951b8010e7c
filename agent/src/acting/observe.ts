import type { Observation } from '../drivers/driver.ts'
import type { DurableChange, RecordDraft } from '../journal/journal.ts'
import type { OpenAction } from '../journal/open-action.ts'
import { type AgentEvent, type AgentState, type Effect, recordTime, type Step, withEntry } from './state.ts'

/** What one observation adds to a commit. */
interface Noted {
  readonly state: AgentState
  readonly record: RecordDraft
  readonly change?: DurableChange
  readonly effect?: Effect
}

/** Journals what the driver saw, all in one commit, and moves the open actions it concerns. */
export function observe(before: AgentState, event: Extract<AgentEvent, { type: 'observed' }>, monotonicMs: number): Step {
  let state = before
  const noted: Noted[] = []
  for (const observation of event.observations) {
    const next = note(state, observation, monotonicMs)
    if (next === undefined) continue
    state = next.state
    noted.push(next)
  }
  const answer = { type: 'answer', request: event.request, answer: { kind: 'journalled', records: noted.length } } as const
  if (noted.length === 0) return { state, effects: [answer] }
  const records = noted.map(({ record }) => record)
  const changes = noted.flatMap(({ change }) => change ?? [])
  const watches = noted.flatMap(({ effect }) => effect ?? [])
  const onFull = { type: 'observation_failed', request: event.request, readingEnds: before.readingEnds } as const
  return {
    state,
    effects: [{ type: 'commit', entry: { records, changes, isOptional: false }, onCommitted: [...watches, answer], onFull }],
  }
}

/** A physical fact stays a fact though it could not be written down; a reading can be told again. */
export function observationFailed(state: AgentState, event: Extract<AgentEvent, { type: 'observation_failed' }>): Step {
  return {
    state: { ...state, readingEnds: event.readingEnds },
    effects: [{ type: 'answer', request: event.request, answer: { kind: 'journal_full' } }],
  }
}

function note(state: AgentState, observation: Observation, monotonicMs: number): Noted | undefined {
  const time = recordTime(state, monotonicMs)
  const { service } = observation
  switch (observation.type) {
    case 'opened':
    case 'closed':
    case 'secured':
      return noteMovement(state, observation.type, service, time)
    case 'reading':
      return noteReading(state, observation, time)
    case 'safety_action':
      return { state, record: { ...time, type: 'safety_action', service, body: { action: observation.action, late: false } } }
    case 'fault':
      return { state, record: { ...time, type: 'fault', service, body: { code: observation.code } } }
  }
}

/** Movements belong to the open action of their service; without one somebody used a key, or a hand from inside. */
function noteMovement(
  state: AgentState,
  type: 'opened' | 'closed' | 'secured',
  service: string,
  time: Pick<RecordDraft, 'time' | 'timeState'>,
): Noted {
  const open = state.actions.get(service)
  if (open === undefined) return { state, record: { ...time, type, service, body: {} } }
  const { authorization, maxOpenSeconds } = open
  const moved = afterMovement(open, type)
  const watch = { type: 'watch_open', service, authorization, seconds: maxOpenSeconds } as const
  return {
    state: { ...state, actions: withEntry(state.actions, service, moved) },
    record: { ...time, type, service, authorization, body: {} },
    change: { kind: 'action', service, action: moved },
    ...(type === 'opened' ? { effect: watch } : {}),
  }
}

/** Secured after it was opened ends the action; secured before means the thing had not moved yet. */
function afterMovement(open: OpenAction, type: 'opened' | 'closed' | 'secured'): OpenAction | undefined {
  if (type !== 'secured') return { ...open, phase: type }
  return open.phase === 'opened' || open.phase === 'closed' ? undefined : open
}

/** A reading of time that was journalled before is known: the driver may tell it as often as it likes. */
function noteReading(
  state: AgentState,
  { service, meter, startMs, endMs, quantity }: Extract<Observation, { type: 'reading' }>,
  time: Pick<RecordDraft, 'time' | 'timeState'>,
): Noted | undefined {
  if (startMs < (state.readingEnds.get(meter) ?? 0) || endMs <= startMs) return undefined
  return {
    state: { ...state, readingEnds: withEntry(state.readingEnds, meter, endMs) },
    record: { ...time, type: 'reading', service, body: { meter, start: startMs, end: endMs, quantity } },
    change: { kind: 'reading', meter, endMs },
  }
}
