import type { Crypto } from '@octroi/shared/crypto/crypto'
import type { SeqRange } from '@octroi/shared/wire/messages/journal'
import { named } from '../journal/open-action.ts'
import { actUnderLease } from './act-under-lease.ts'
import { actuationEnded, tookTooLong, watchOf } from './actuation.ts'
import { enterPasscode } from './enter-passcode.ts'
import { grantFailed } from './grant-action.ts'
import { takeLease } from './lease.ts'
import { addNonce } from './nonces.ts'
import { obeyCommand } from './obey-command.ts'
import { notJournalled, observe } from './observe.ts'
import { presentPermit } from './present-permit.ts'
import { revoke } from './revocations.ts'
import { type AgentEvent, type AgentState, recordTime, type Step } from './state.ts'
import { type Fact, nothing, notTold, tell } from './telling.ts'

/**
 * The agent's decisions: `(state, event) -> {state, effects}`, without clock, disk or network. The shell runs the effects
 * and feeds back what became of them. `monotonicMs` is when the event happened.
 */
export function step(crypto: Crypto, state: AgentState, event: AgentEvent, monotonicMs: number): Step {
  switch (event.type) {
    case 'booted':
      return tell(state, { records: [{ ...recordTime(state, monotonicMs), ...started }], changes: [] })
    case 'driver_started':
      return driverStarted(state, monotonicMs)
    case 'nonce_asked':
      return {
        state: { ...state, nonces: addNonce(state.nonces, event.nonce, monotonicMs) },
        effects: [{ type: 'answer', request: event.request, answer: { kind: 'nonce', nonce: event.nonce } }],
      }
    case 'permit_presented':
      return presentPermit(crypto, state, event, monotonicMs)
    case 'command_received':
      return obeyCommand(crypto, state, event, monotonicMs)
    case 'action_requested':
      return actUnderLease(state, event, monotonicMs)
    case 'lease_received':
      return takeLease(state, event, monotonicMs)
    case 'passcode_entered':
      return enterPasscode(crypto, state, event, monotonicMs)
    case 'grant_failed':
      return grantFailed(state, event)
    case 'actuation_ended':
      return actuationEnded(state, event, monotonicMs)
    case 'observed':
      return observe(state, event, monotonicMs)
    case 'not_journalled':
      return notJournalled(state, event)
    case 'revocations_received':
      return revoke(state, event.revocations, monotonicMs)
    case 'not_told':
      return notTold(state, event)
    case 'batch_damaged':
      return tell(state, damaged(state, event.range, monotonicMs))
    case 'room_made':
      return tell(state, nothing)
    case 'took_too_long':
      return tookTooLong(state, event, monotonicMs)
    case 'hub_time_known':
      return trustAgain(state, event.hubMs)
    case 'fell_behind':
      return fallBehind(state, event, monotonicMs)
  }
}

/** Nobody waits longer than this for permits to be trusted again. */
const distrustSecondsAtMost = 7 * 86_400

/**
 * A restored device trusts no permit of before. Where the hub's clock was far ahead as that was noticed, it would trust
 * none for years: what was issued until now is then what it does not trust.
 */
function trustAgain(state: AgentState, hubMs: number): Step {
  const seconds = Math.ceil(hubMs / 1000)
  if (state.trustsPermitsFrom <= seconds + distrustSecondsAtMost) return { state, effects: [] }
  const changes = [{ kind: 'trust_permits_from', seconds }] as const
  return {
    state: { ...state, trustsPermitsFrom: seconds },
    effects: [{ type: 'commit', entry: { records: [], changes, weight: 'vital' }, onCommitted: [] }],
  }
}

/** The device's signed word that records will never come: the hub goes on without them, and shows what is lost. */
function damaged(state: AgentState, range: SeqRange, monotonicMs: number): Fact {
  const body = { code: 'batch_damaged', gone: range }
  const record = { ...recordTime(state, monotonicMs), type: 'fault', service: 'agent', body } as const
  return { records: [record], changes: [{ kind: 'gone', range }] }
}

const started = { type: 'started', service: 'agent', body: {} } as const

/**
 * A new boot, and the driver has told what it found. Power may have been lost between the commit of a grant and the
 * movement: what was granted and not seen to move has an unknown outcome. It is never confirmed and never billed, and its
 * use stays spent. Everything else is watched again.
 */
function driverStarted(state: AgentState, monotonicMs: number): Step {
  const time = recordTime(state, monotonicMs)
  const unknown = [...state.actions].filter(([, { phase }]) => phase === 'granted')
  const rest = [...state.actions].filter(([, { phase }]) => phase !== 'granted')
  const records = unknown.map(
    ([service, open]) => ({ ...time, type: 'outcome_unknown', service, ...named(open), body: {} }) as const,
  )
  const changes = unknown.map(([service]) => ({ kind: 'action', service, action: undefined }) as const)
  const watches = rest.flatMap(([service, action]) => watchOf(service, action))
  return tell({ ...state, actions: new Map(rest) }, { records, changes }, watches)
}

/**
 * The hub holds more of the journal than the device: its disk came back from a copy, or is a new one. The journal goes on
 * after what the hub holds. Which permits were used meanwhile nobody knows here, so none issued before now is accepted.
 */
function fallBehind(state: AgentState, event: Extract<AgentEvent, { type: 'fell_behind' }>, monotonicMs: number): Step {
  const time = recordTime(state, monotonicMs)
  const { request, standing, hubMs } = event
  const { head } = standing
  const through = Math.max(standing.through, standing.highest ?? 0)
  const trustsPermitsFrom = Math.max(state.trustsPermitsFrom, Math.ceil(hubMs / 1000))
  const record = { ...time, type: 'restored', service: 'agent', body: { through } } as const
  return {
    state: { ...state, trustsPermitsFrom },
    effects: [
      {
        type: 'commit',
        entry: {
          records: [record],
          changes: [
            { kind: 'jump', through, head },
            { kind: 'trust_permits_from', seconds: trustsPermitsFrom },
          ],
          weight: 'vital',
        },
        onCommitted: [{ type: 'answer', request, answer: { kind: 'journalled', records: 1 } }],
        onFull: { type: 'not_journalled', request, readings: [] },
      },
    ],
  }
}
