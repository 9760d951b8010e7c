import type { Crypto } from '@octroi/shared/crypto/crypto'
import { readActionName } from '@octroi/shared/decisions/action-name'
import { decidePasscode, type PasscodeDecision } from '@octroi/shared/decisions/passcode'
import { lifeOf } from '@octroi/shared/decisions/passcode-slot'
import { readTime } from '../clock/device-time.ts'
import type { JournalEntry } from '../journal/journal.ts'
import { grantAction } from './grant-action.ts'
import { hindranceOf } from './grant-facts.ts'
import { type AgentEvent, type AgentState, type Effect, recordTime, type Step } from './state.ts'
import { counting, isLocked, timesOf, withWrong } from './wrong-passcodes.ts'

type Entered = Extract<AgentEvent, { type: 'passcode_entered' }>

/** Decides a typed code. A wrong one is counted in the same commit that tells of it, before it is answered. */
export function enterPasscode(crypto: Crypto, before: AgentState, event: Entered, monotonicMs: number): Step {
  const time = readTime(before.time, monotonicMs)
  const at = { nowMs: time.nowMs, monotonicMs, bootedAtMs: before.time.bootedAtMs }
  // Without the time nothing is compared, and nothing is taken for over.
  const wrong = time.state === 'synced' ? counting(before.keypad.wrong, at) : before.keypad.wrong
  const decision = decidePasscode(crypto, event, {
    device: before.device,
    time,
    epoch: before.epoch,
    trustsPermitsFrom: before.trustsPermitsFrom,
    keypad: before.keypad.actions,
    keys: before.keypad.told?.keys ?? [],
    isLocked: isLocked(wrong),
    isRevoked: (authorization) => before.revocations.denied.has(authorization),
    usesSpent: (authorization) => before.uses.get(authorization) ?? 0,
    hindrance: hindranceOf(before, event.notReady),
  })
  if (decision.granted) return granted(before, event, decision, monotonicMs)
  if (decision.code !== 'passcode_unknown') return refused(before, event, decision, monotonicMs)
  const counted = withWrong(wrong, at)
  const state = { ...before, keypad: { ...before.keypad, wrong: counted } }
  return refusedWrong(state, event, monotonicMs)
}

function granted(
  state: AgentState,
  { request }: Entered,
  { authorization, candidate }: Extract<PasscodeDecision, { granted: true }>,
  monotonicMs: number,
): Step {
  const { action, slotStart, n, generation } = candidate
  const record = { type: 'passcode_granted', body: { action, slotStart, n, generation } } as const
  const { until: expiresAt } = lifeOf(slotStart)
  const maxOpenSeconds = state.keypad.told?.maxOpenSeconds ?? 0
  const grant = { request, authorization, action, use: 1, expiresAt, maxOpenSeconds, epoch: state.epoch, record }
  return grantAction(state, grant, monotonicMs)
}

function refused(
  state: AgentState,
  { request, action }: Entered,
  { code, authorization }: Extract<PasscodeDecision, { granted: false }>,
  monotonicMs: number,
): Step {
  const named = authorization === undefined ? {} : { authorization }
  const answer = { type: 'answer', request, answer: { kind: 'refused', code, ...named } } as const
  // As with permits: a stranger can cause any number of these, and the answer is the same without.
  const entry = { ...refusal(state, action, code, monotonicMs, named), changes: [], weight: 'optional' } as const
  return { state, effects: [{ type: 'commit', entry, onCommitted: [] }, answer] }
}

/**
 * Nothing is said before it is counted for good, or a loss of power would give the try back. There is as much room for it
 * as for a grant, so that a full journal tells nobody whether the code was right.
 */
function refusedWrong(state: AgentState, { request, action }: Entered, monotonicMs: number): Step {
  const code = 'passcode_unknown'
  const changes = [{ kind: 'wrong_passcodes', atMs: timesOf(state.keypad.wrong) }] as const
  const answer: Effect = { type: 'answer', request, answer: { kind: 'refused', code } }
  const entry = { ...refusal(state, action, code, monotonicMs), changes, weight: 'deferrable' } as const
  const onFull = { type: 'not_journalled', request, readings: [] } as const
  return { state, effects: [{ type: 'commit', entry, onCommitted: [answer], onFull }] }
}

/** What was typed stands nowhere in it. */
function refusal(
  state: AgentState,
  action: string,
  reason: string,
  monotonicMs: number,
  named: Pick<JournalEntry['records'][number], 'authorization'> = {},
): Pick<JournalEntry, 'records'> {
  // What the keypad does not have is only what somebody called it.
  const service = state.keypad.actions.has(action) ? readActionName(action).service : 'agent'
  return { records: [{ ...recordTime(state, monotonicMs), type: 'refused', service, ...named, body: { reason } }] }
}
