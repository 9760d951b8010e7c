import { readActionName } from '@octroi/shared/decisions/action-name'
import type { RefusalCode } from '@octroi/shared/decisions/refusals'
import type { AuthorizationId } from '@octroi/shared/ids/id'
import { type AgentState, recordTime, type Step } from './state.ts'

/** What was shown or told to the device, and is not done. */
export interface RefusedGrant {
  readonly request: number
  readonly code: RefusalCode
  /** SHA-256 of the permit or command as it came. */
  readonly hash: Uint8Array
  /** What it says, where its signature verified. */
  readonly claims: { readonly authorization: AuthorizationId; readonly action: string } | undefined
}

/** Answers, and notes the refusal where there is room. */
export function refuse(state: AgentState, { request, code, hash, claims }: RefusedGrant, monotonicMs: number): Step {
  const named = claims === undefined ? {} : { authorization: claims.authorization }
  const answer = { type: 'answer', request, answer: { kind: 'refused', code, ...named } } as const
  const record = {
    ...recordTime(state, monotonicMs),
    type: 'refused',
    service: claims === undefined ? 'agent' : readActionName(claims.action).service,
    ...named,
    body: { reason: code, permitHash: hash },
  } as const
  // A stranger can cause any number of refusals, so they may not take the last room; the answer is the same without.
  const entry = { records: [record], changes: [], weight: 'optional' } as const
  return { state, effects: [{ type: 'commit', entry, onCommitted: [] }, answer] }
}
