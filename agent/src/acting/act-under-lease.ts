import { actionName } from '@octroi/shared/decisions/action-name'
import { decideLeased, type LeaseDecision } from '@octroi/shared/decisions/lease'
import { readTime } from '../clock/device-time.ts'
import { begin } from './grant-action.ts'
import { hindranceOf } from './grant-facts.ts'
import { heldMs } from './lease.ts'
import { type AgentEvent, type AgentState, counterKey, recordTime, type Step } from './state.ts'

type Requested = Extract<AgentEvent, { type: 'action_requested' }>

/** Decides what is asked of the device for its own account, by its lease; commits the decision before anything moves. */
export function actUnderLease(state: AgentState, event: Requested, monotonicMs: number): Step {
  const { lease } = state
  const decision = decideLeased(event, {
    lease: lease?.claims,
    time: readTime(state.time, monotonicMs),
    heldSeconds: lease === undefined ? 0 : heldMs(lease, monotonicMs) / 1000,
    unsyncedBoots: state.unsyncedBoots,
    actions: state.offered,
    counted: (service, counter) => state.counted.get(counterKey({ service, counter })) ?? 0n,
    hindrance: hindranceOf(state, event.notReady),
  })
  return decision.granted ? granted(state, event, decision.leaseSeq, monotonicMs) : refused(state, event, decision, monotonicMs)
}

function granted(state: AgentState, { request, service, action }: Requested, leaseSeq: number, monotonicMs: number): Step {
  const maxOpenSeconds = state.lease?.claims.maxOpenSeconds ?? 0
  const record = { ...recordTime(state, monotonicMs), type: 'lease_granted', service, body: { action, leaseSeq } } as const
  return begin(state, { request, service, action, maxOpenSeconds, record, changes: [], answer: { kind: 'leased', leaseSeq } })
}

function refused(
  state: AgentState,
  { request, service, action }: Requested,
  { code, leaseSeq }: Extract<LeaseDecision, { granted: false }>,
  monotonicMs: number,
): Step {
  const answer = { type: 'answer', request, answer: { kind: 'refused', code } } as const
  // What the driver does not even have would be a name the hub has never heard of.
  if (!state.offered.has(actionName(service, action))) return { state, effects: [answer] }
  const body = { action, reason: code, leaseSeq }
  const record = { ...recordTime(state, monotonicMs), type: 'lease_refused', service, body } as const
  const entry = { records: [record], changes: [], weight: 'optional' } as const
  return { state, effects: [{ type: 'commit', entry, onCommitted: [] }, answer] }
}
