import { toBase64url } from '@octroi/shared/crypto/bytes'
import type { Crypto } from '@octroi/shared/crypto/crypto'
import { readActionName } from '@octroi/shared/decisions/action-name'
import { decidePermit, type PermitDecision } from '@octroi/shared/decisions/permit'
import { readSigned } from '@octroi/shared/wire/message'
import { presentationMessage } from '@octroi/shared/wire/messages/permit'
import { readTime } from '../clock/device-time.ts'
import { grantAction, hindranceOf } from './grant-action.ts'
import { isLive, spendNonce } from './nonces.ts'
import { type AgentEvent, type AgentState, recordTime, type Step } from './state.ts'

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
    linkUsesSpent: (linkHash) => before.linkUses.get(toBase64url(linkHash)) ?? 0,
    isLiveNonce: (nonce) => isLive(before.nonces, nonce, monotonicMs),
    hindrance: hindranceOf(before, event.notReady),
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
  { permit, permitHash, use, link }: Extract<PermitDecision, { granted: true }>,
  monotonicMs: number,
): Step {
  const { authorization, action, expiresAt, maxOpenSeconds, epoch } = permit
  const handedOn = link === undefined ? {} : { link: { hash: toBase64url(link.hash), use: link.use } }
  const linkHash = link === undefined ? {} : { linkHash: link.hash }
  const record = { type: 'granted', body: { action, permitHash, use, ...linkHash } } as const
  const grant = { request, authorization, action, use, ...handedOn, expiresAt, maxOpenSeconds, epoch, record }
  return grantAction(state, grant, monotonicMs)
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
