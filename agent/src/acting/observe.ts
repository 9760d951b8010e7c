import type { Movement, Observation, ServiceAction } from '../drivers/driver.ts'
import type { DurableChange, RecordDraft } from '../journal/journal.ts'
import type { OpenAction } from '../journal/open-action.ts'
import { inPhase, notOpened, watchOf } from './actuation.ts'
import { type AgentEvent, type AgentState, type Effect, recordTime, type Step, type TakenBack, withEntry } from './state.ts'

/** What one observation adds to a commit. */
interface Noted {
  readonly state: AgentState
  readonly records: readonly RecordDraft[]
  readonly changes?: readonly DurableChange[]
  readonly effects?: readonly Effect[]
  /** What to take back where it cannot be written down. */
  readonly reading?: TakenBack
}

/** Journals what the driver saw, all in one commit, and moves the open actions it concerns. */
export function observe(before: AgentState, event: Extract<AgentEvent, { type: 'observed' }>, monotonicMs: number): Step {
  let state = before
  const noted: Noted[] = []
  for (const told of event.observations) {
    for (const observation of told.type === 'found' ? missed(state, told) : [told]) {
      const next = note(state, observation, monotonicMs)
      if (next === undefined) continue
      state = next.state
      noted.push(next)
    }
  }
  const records = noted.flatMap((each) => each.records)
  const answer = { type: 'answer', request: event.request, answer: { kind: 'journalled', records: records.length } } as const
  if (records.length === 0) return { state, effects: [answer] }
  const changes = noted.flatMap((each) => each.changes ?? [])
  const watches = noted.flatMap((each) => each.effects ?? [])
  const readings = noted.flatMap(({ reading }) => reading ?? [])
  const safetyActions = event.observations.flatMap((told) => (told.type === 'safety_action' ? actionOf(told) : []))
  const onFull = { type: 'observation_failed', request: event.request, readings, safetyActions } as const
  return {
    state,
    effects: [{ type: 'commit', entry: { records, changes, weight: 'fact' }, onCommitted: [...watches, answer], onFull }],
  }
}

/**
 * A physical fact stays a fact though it could not be written down; a reading can be told again, unless a later one of
 * its meter was written down meanwhile.
 */
export function observationFailed(state: AgentState, event: Extract<AgentEvent, { type: 'observation_failed' }>): Step {
  let readingEnds = state.readingEnds
  for (const { meter, beforeMs, endMs } of event.readings.toReversed()) {
    if (readingEnds.get(meter) === endMs) readingEnds = withEntry(readingEnds, meter, beforeMs)
  }
  const untold = [...state.untold, ...event.safetyActions].slice(-untoldAtMost)
  return {
    state: { ...state, readingEnds, untold },
    effects: [{ type: 'answer', request: event.request, answer: { kind: 'journal_full' } }],
  }
}

/** Safety actions that wait to be told late; more than these nobody performs while a disk is full. */
const untoldAtMost = 100

function actionOf({ service, action }: ServiceAction): ServiceAction {
  return { service, action }
}

/** What was done while the journal had no room is told now, as late. */
export function tellLate(state: AgentState, monotonicMs: number): Step {
  const safetyActions = state.untold
  if (safetyActions.length === 0) return { state, effects: [] }
  const time = recordTime(state, monotonicMs)
  const records = safetyActions.map(
    ({ service, action }) => ({ ...time, type: 'safety_action', service, body: { action, late: true } }) as const,
  )
  const onFull = { type: 'telling_failed', safetyActions } as const
  return {
    state: { ...state, untold: [] },
    effects: [{ type: 'commit', entry: { records, changes: [], weight: 'fact' }, onCommitted: [], onFull }],
  }
}

export function tellingFailed(state: AgentState, { safetyActions }: Extract<AgentEvent, { type: 'telling_failed' }>): Step {
  return { state: { ...state, untold: [...safetyActions, ...state.untold].slice(-untoldAtMost) }, effects: [] }
}

type Found = Extract<Observation, { type: 'found' }>

/** What must have happened while nobody looked, for the thing to be found like this. */
function missed(state: AgentState, { service, position }: Found): readonly Movement[] {
  const phase = state.actions.get(service)?.phase
  const moved = (...types: readonly Movement['type'][]): readonly Movement[] => types.map((type) => ({ type, service }))
  if (position === 'open') return phase === 'opened' ? [] : moved('opened')
  const closed = phase === 'opened' ? moved('closed') : []
  return position === 'secured' && phase !== undefined ? [...closed, ...moved('secured')] : closed
}

function note(state: AgentState, observation: Exclude<Observation, Found>, monotonicMs: number): Noted | undefined {
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
      return {
        state,
        records: [{ ...time, type: 'safety_action', service, body: { action: observation.action, late: false } }],
      }
    case 'fault':
      return { state, records: [{ ...time, type: 'fault', service, body: { code: observation.code } }] }
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
  if (open === undefined) return { state, records: [{ ...time, type, service, body: {} }] }
  const { authorization } = open
  const moved = afterMovement(open, type)
  const record = { ...time, type, service, authorization, body: {} } as const
  const failed = { ...time, type: 'failed', service, authorization, body: { reason: notOpened } } as const
  const isUnopened = type === 'secured' && open.phase === 'actuated'
  return {
    state: { ...state, actions: withEntry(state.actions, service, moved) },
    records: isUnopened ? [record, failed] : [record],
    changes: [{ kind: 'action', service, action: moved }],
    effects: moved === undefined || moved === open ? [] : watchOf(service, moved),
  }
}

/** Secured ends the action, also where nobody opened what was free to open; before it moved it says nothing new. */
function afterMovement(open: OpenAction, type: 'opened' | 'closed' | 'secured'): OpenAction | undefined {
  if (type === 'secured') return open.phase === 'granted' ? open : undefined
  return inPhase(open, type)
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
    records: [{ ...time, type: 'reading', service, body: { meter, start: startMs, end: endMs, quantity } }],
    changes: [{ kind: 'reading', meter, endMs }],
    reading: { meter, beforeMs: state.readingEnds.get(meter), endMs },
  }
}
