import type { Crypto } from '@octroi/shared/crypto/crypto'
import { readActionName } from '@octroi/shared/decisions/action-name'
import { decidePermit, type PermitDecision } from '@octroi/shared/decisions/permit'
import { readSigned } from '@octroi/shared/wire/message'
import { presentationMessage } from '@octroi/shared/wire/messages/permit'
import { readTime } from '../clock/device-time.ts'
import { watchOf } from './actuation.ts'
import { hindranceOf } from './hindrance.ts'
import { isLive, spendNonce } from './nonces.ts'
import { type AgentEvent, type AgentState, recordTime, type Step, withEntry } from './state.ts'

type Presented = Extract<AgentEvent, { type: 'permit_presented' }>

/**
 * Decides a permit and, before anything moves, commits the decision together with the use it spends. A nonce counts
 * once, whatever the decision.
 */
export function presentPermit(crypto: Crypto, before: AgentState, event: Presented, monotonicMs: number): Step {
  const decision = decidePermit(crypto, event, {
    tenant: before.tenant,
    device: before.device,
    keyset: before.keyset,
    time: readTime(before.time, monotonicMs),
    epoch: before.epoch,
    trustsPermitsFrom: before.trustsPermitsFrom,
    actions: before.offered,
    isRevoked: (authorization) => before.revocations.denied.has(authorization),
    usesSpent: (authorization) => before.uses.get(authorization) ?? 0,
    isLiveNonce: (nonce) => isLive(before.nonces, nonce, monotonicMs),
    hindrance: (action) => hindranceOf(before, action, event.notReady),
  })
  const state = { ...before, nonces: withoutPresented(before, event) }
  return decision.granted ? granted(state, event, decision, monotonicMs) : refused(state, event, decision, monotonicMs)
}

function withoutPresented({ nonces }: AgentState, { presentation }: Presented): AgentState['nonces'] {
  const read = presentation === undefined ? undefined : readSigned(presentationMessage, presentation)
  return read?.ok === true ? spendNonce(nonces, read.value.claimed.nonce) : nonces
}

function granted(
  state: AgentState,
  { request }: Presented,
  { permit, permitHash, use }: Extract<PermitDecision, { granted: true }>,
  monotonicMs: number,
): Step {
  const { authorization, action, expiresAt, maxOpenSeconds } = permit
  const { service, action: toDo } = readActionName(action)
  const act = state.nextAct
  const open = { authorization, action: toDo, act, phase: 'granted', maxOpenSeconds, turn: 0 } as const
  const epoch = Math.max(state.epoch, permit.epoch)
  return {
    state: {
      ...state,
      epoch,
      nextAct: act + 1,
      uses: withEntry(state.uses, authorization, use),
      actions: withEntry(state.actions, service, open),
    },
    effects: [
      {
        type: 'commit',
        entry: {
          records: [
            { ...recordTime(state, monotonicMs), type: 'granted', service, authorization, body: { action, permitHash, use } },
          ],
          changes: [
            { kind: 'use', authorization, used: use, expiresAt },
            { kind: 'action', service, action: open },
            // Told with every grant: the one that raised it may have found no room.
            { kind: 'epoch', epoch },
          ],
          weight: 'deferrable',
        },
        onCommitted: [
          { type: 'answer', request, answer: { kind: 'granted', authorization, use } },
          { type: 'actuate', service, action: toDo, act },
          ...watchOf(service, open),
        ],
        onFull: { type: 'grant_failed', request, service, authorization, before: state.actions.get(service) },
      },
    ],
  }
}

function refused(
  state: AgentState,
  { request }: Presented,
  { code, permitHash, permit }: Extract<PermitDecision, { granted: false }>,
  monotonicMs: number,
): Step {
  const named = permit === undefined ? {} : { authorization: permit.authorization }
  const answer = { type: 'answer', request, answer: { kind: 'refused', code, ...named } } as const
  const record = {
    ...recordTime(state, monotonicMs),
    type: 'refused',
    service: permit === undefined ? 'agent' : readActionName(permit.action).service,
    ...named,
    body: { reason: code, permitHash },
  } as const
  // A stranger can cause any number of refusals, so they may not take the last room; the answer is the same without.
  const entry = { records: [record], changes: [], weight: 'optional' } as const
  return { state, effects: [{ type: 'commit', entry, onCommitted: [] }, answer] }
}

/** Nothing was committed and nothing has moved: no use is spent. */
export function grantFailed(state: AgentState, event: Extract<AgentEvent, { type: 'grant_failed' }>): Step {
  const { request, service, authorization, before } = event
  const actions = withEntry(state.actions, service, before)
  const answer = { kind: 'refused', code: 'journal_full' } as const
  if (authorization === undefined) return { state: { ...state, actions }, effects: [{ type: 'answer', request, answer }] }
  const use = (state.uses.get(authorization) ?? 1) - 1
  const uses = withEntry(state.uses, authorization, use === 0 ? undefined : use)
  return {
    state: { ...state, uses, actions },
    effects: [{ type: 'answer', request, answer: { ...answer, authorization } }],
  }
}
