import type { DurableChange, JournalEntry } from '../journal/journal.ts'
import type { AgentEvent, AgentState, Effect, Step } from './state.ts'

/** What has happened, to be written down: records, and what must be durable with them. */
export type Fact = Pick<JournalEntry, 'records' | 'changes'>

/** Records of facts that wait for room; more than these no thing makes happen while its disk is full. */
const untoldAtMost = 200

/**
 * Writes facts down, those first that found no room before: the journal keeps the order in which things happened. What
 * finds no room is kept in memory, because a fact stays a fact; `then` happens either way.
 */
export function tell(state: AgentState, fact: Fact, then: readonly Effect[] = []): Step {
  const { untold } = state
  const entry = {
    records: [...untold.records, ...fact.records],
    changes: [...untold.changes.map((change) => asItStands(state, change)), ...fact.changes],
  }
  if (entry.records.length === 0) return { state, effects: then }
  const onFull = { type: 'not_told', fact: entry } as const
  return {
    state: { ...state, untold: nothing },
    effects: [{ type: 'commit', entry: { ...entry, weight: 'fact' }, onCommitted: [], onFull }, ...then],
  }
}

/** Another action may have begun meanwhile, which is in the journal already: what ended the one before must not end it. */
function asItStands({ actions }: AgentState, change: DurableChange): DurableChange {
  return change.kind === 'action' ? { ...change, action: actions.get(change.service) } : change
}

export function notTold(state: AgentState, { fact }: Extract<AgentEvent, { type: 'not_told' }>): Step {
  const records = [...fact.records.map(asLate), ...state.untold.records].slice(-untoldAtMost)
  return { state: { ...state, untold: { records, changes: [...fact.changes, ...state.untold.changes] } }, effects: [] }
}

export const nothing: Fact = { records: [], changes: [] }

/** A safety action says of itself that it was told afterwards. */
function asLate(record: Fact['records'][number]): Fact['records'][number] {
  return record.type === 'safety_action' ? { ...record, body: { ...record.body, late: true } } : record
}
