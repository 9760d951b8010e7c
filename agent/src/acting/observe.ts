import { readingCounter } from '@octroi/shared/decisions/counters'
import type { Movement, Observation } from '../drivers/driver.ts'
import type { DurableChange, RecordDraft } from '../journal/journal.ts'
import { named, type OpenAction } from '../journal/open-action.ts'
import { inPhase, notOpened, watchOf } from './actuation.ts'
import { missed } from './found.ts'
import {
  type AgentEvent,
  type AgentState,
  addCounted,
  type Effect,
  recordTime,
  type Step,
  type TakenBack,
  withEntry,
} from './state.ts'
import { type Fact, tell } from './telling.ts'

type Observed = Extract<AgentEvent, { type: 'observed' }>
type Reading = Extract<Observation, { type: 'reading' }>

/**
 * Journals what the driver saw, and moves the open actions it concerns. Facts are kept whether or not there is room;
 * readings are one commit, and where it fails their driver tells them again.
 */
export function observe(before: AgentState, { request, observations }: Observed, monotonicMs: number): Step {
  let state = before
  const facts: Noted[] = []
  const readings: (Noted & { readonly reading: TakenBack })[] = []
  for (const told of observations) {
    if (told.type === 'reading') {
      const noted = noteReading(state, told, monotonicMs)
      if (noted !== undefined) readings.push(noted)
      state = noted?.state ?? state
      continue
    }
    for (const fact of told.type === 'found' ? missed(state, told) : [told]) {
      const noted = noteFact(state, fact, monotonicMs)
      facts.push(noted)
      state = noted.state
    }
  }
  const count = [...facts, ...readings].reduce((sum, { records }) => sum + records.length, 0)
  const answer = { type: 'answer', request, answer: { kind: 'journalled', records: count } } as const
  const watches = facts.flatMap(({ effects = [] }) => effects)
  if (readings.length === 0) return tell(state, joined(facts), [...watches, answer])
  const onFull = { type: 'not_journalled', request, readings: readings.map(({ reading }) => reading) } as const
  const commit = { type: 'commit', entry: { ...joined(readings), weight: 'deferrable' }, onCommitted: [answer], onFull } as const
  return tell(state, joined(facts), [...watches, commit])
}

/** Readings can be told again, unless a later one of their meter was written down meanwhile. */
export function notJournalled(state: AgentState, event: Extract<AgentEvent, { type: 'not_journalled' }>): Step {
  let taken = state
  for (const { source, beforeMs, endMs, counted } of event.readings.toReversed()) {
    taken = addCounted(taken, { ...counted, quantity: -counted.quantity })
    if (taken.readingEnds.get(source) !== endMs) continue
    taken = { ...taken, readingEnds: withEntry(taken.readingEnds, source, beforeMs) }
  }
  return {
    state: taken,
    effects: [{ type: 'answer', request: event.request, answer: { kind: 'journal_full' } }],
  }
}

/** What one observation adds. */
interface Noted {
  readonly state: AgentState
  readonly records: readonly RecordDraft[]
  readonly changes?: readonly DurableChange[]
  readonly effects?: readonly Effect[]
}

function joined(noted: readonly Noted[]): Fact {
  return { records: noted.flatMap(({ records }) => records), changes: noted.flatMap(({ changes = [] }) => changes) }
}

type Seen = Exclude<Observation, Reading | { type: 'found' }> | { readonly type: 'unknown'; readonly service: string }

function noteFact(state: AgentState, seen: Seen, monotonicMs: number): Noted {
  const time = recordTime(state, monotonicMs)
  const { service } = seen
  switch (seen.type) {
    case 'opened':
    case 'closed':
    case 'secured':
      return noteMovement(state, seen.type, service, time)
    case 'unknown':
      return noteUnknown(state, service, time)
    case 'safety_action':
      return { state, records: [{ ...time, type: 'safety_action', service, body: { action: seen.action, late: false } }] }
    case 'fault':
      return { state, records: [{ ...time, type: 'fault', service, body: { code: seen.code } }] }
  }
}

type Time = Pick<RecordDraft, 'time' | 'timeState'>

/** Movements belong to the open action of their service; without one somebody used a key, or a hand from inside. */
function noteMovement(state: AgentState, type: Movement['type'], service: string, time: Time): Noted {
  const open = state.actions.get(service)
  if (open === undefined) return { state, records: [{ ...time, type, service, body: {} }] }
  const moved = afterMovement(open, type)
  const record = { ...time, type, service, ...named(open), body: {} } as const
  const failed = { ...time, type: 'failed', service, ...named(open), body: { reason: notOpened } } as const
  const isUnopened = type === 'secured' && open.phase === 'actuated'
  return {
    ...withAction(state, service, moved),
    records: isUnopened ? [record, failed] : [record],
    effects: moved === undefined || moved === open ? [] : watchOf(service, moved),
  }
}

/**
 * Secured ends the action, also where nobody opened what was free to open; before it moved it says nothing new. What is
 * closed before it was opened stood open already: it may still be opened, and if not, it was not used.
 */
function afterMovement(open: OpenAction, type: Movement['type']): OpenAction | undefined {
  if (type === 'secured') return open.phase === 'granted' ? open : undefined
  const isUnopened = open.phase === 'granted' || open.phase === 'actuated'
  return type === 'closed' && isUnopened ? open : inPhase(open, type)
}

/** The agent was down when it happened, if it happened: nobody knows. */
function noteUnknown(state: AgentState, service: string, time: Time): Noted {
  const open = state.actions.get(service)
  if (open === undefined) return { state, records: [] }
  return {
    ...withAction(state, service, undefined),
    records: [{ ...time, type: 'outcome_unknown', service, ...named(open), body: {} }],
  }
}

function withAction(state: AgentState, service: string, action: OpenAction | undefined): Pick<Noted, 'state' | 'changes'> {
  return {
    state: { ...state, actions: withEntry(state.actions, service, action) },
    changes: [{ kind: 'action', service, action }],
  }
}

/** A reading of time that was journalled before is known: the driver may tell it as often as it likes. */
function noteReading(
  state: AgentState,
  { service, meter, startMs, endMs, quantity }: Reading,
  monotonicMs: number,
): (Noted & { readonly reading: TakenBack }) | undefined {
  // Two services may name a meter alike.
  const source = `${service} ${meter}`
  const beforeMs = state.readingEnds.get(source)
  if (startMs < (beforeMs ?? 0) || endMs <= startMs) return undefined
  const body = { meter, start: startMs, end: endMs, quantity }
  const counted = { service, counter: readingCounter(meter), quantity }
  return {
    state: addCounted({ ...state, readingEnds: withEntry(state.readingEnds, source, endMs) }, counted),
    records: [{ ...recordTime(state, monotonicMs), type: 'reading', service, body }],
    changes: [
      { kind: 'reading', source, endMs },
      { kind: 'counted', ...counted },
    ],
    reading: { source, beforeMs, endMs, counted },
  }
}
