import { toBase64url } from '@octroi/shared/crypto/bytes'
import type { Crypto } from '@octroi/shared/crypto/crypto'
import { decidePermit, type PermitDecision } from '@octroi/shared/decisions/permit'
import { readSigned } from '@octroi/shared/wire/message'
import { presentationMessage } from '@octroi/shared/wire/messages/permit'
import { grantAction } from './grant-action.ts'
import { grantFacts } from './grant-facts.ts'
import { isLive, spendNonce } from './nonces.ts'
import { refuse } from './refuse.ts'
import type { AgentEvent, AgentState, Step } from './state.ts'

type Presented = Extract<AgentEvent, { type: 'permit_presented' }>

/**
 * Decides a permit and, before anything moves, commits the decision together with the use it spends. A nonce counts
 * once, whatever the decision.
 */
export function presentPermit(crypto: Crypto, before: AgentState, event: Presented, monotonicMs: number): Step {
  const decision = decidePermit(crypto, event, {
    ...grantFacts(before, event.notReady, monotonicMs),
    linkUsesSpent: (linkHash) => before.linkUses.get(toBase64url(linkHash)) ?? 0,
    isLiveNonce: (nonce) => isLive(before.nonces, nonce, monotonicMs),
  })
  const state = { ...before, nonces: withoutPresented(before, event) }
  if (decision.granted) return granted(state, event, decision, monotonicMs)
  const { code, permitHash, permit } = decision
  return refuse(state, { request: event.request, code, hash: permitHash, claims: permit }, monotonicMs)
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
