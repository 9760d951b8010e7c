import type { Crypto } from '@octroi/shared/crypto/crypto'
import { decideCommand } from '@octroi/shared/decisions/command'
import { grantAction } from './grant-action.ts'
import { grantFacts } from './grant-facts.ts'
import { refuse } from './refuse.ts'
import type { AgentEvent, AgentState, Step } from './state.ts'

type Received = Extract<AgentEvent, { type: 'command_received' }>

/**
 * Does what the hub tells the device to do, where it is told in this session: its one use is committed before anything
 * moves, so that the same command never acts twice. What nobody signed is not worth a record: whoever carries messages
 * could send any number.
 */
export function obeyCommand(crypto: Crypto, state: AgentState, event: Received, monotonicMs: number): Step {
  const { request, signed, notReady } = event
  const facts = { ...grantFacts(state, notReady, monotonicMs), session: state.session }
  const decision = decideCommand(crypto, signed, facts)
  if (decision.granted) {
    const { authorization, action, expiresAt, maxOpenSeconds, epoch } = decision.command
    const record = { type: 'granted', body: { action, permitHash: decision.hash, use: 1 } } as const
    const grant = { request, authorization, action, use: 1, expiresAt, maxOpenSeconds, epoch, record }
    return grantAction(state, grant, monotonicMs)
  }
  const { code, hash, command } = decision
  if (command !== undefined) return refuse(state, { request, code, hash, claims: command }, monotonicMs)
  return { state, effects: [{ type: 'answer', request, answer: { kind: 'refused', code } }] }
}
