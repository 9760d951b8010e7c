import type { AuthorizationId } from '@octroi/shared/ids/id'
import type { SignedRevocations } from '@octroi/shared/wire/messages/revocations'
import { type AgentState, recordTime, type Step } from './state.ts'

/** What was taken back, as the device keeps it. */
export interface KeptRevocations {
  readonly version: number
  readonly denied: ReadonlySet<AuthorizationId>
}

export const nothingRevoked: KeptRevocations = { version: 0, denied: new Set() }

/**
 * Keeps a newer list of revocations. It counts from this moment, and its record tells the hub so; an older one, played
 * again, changes nothing. An action that is under way goes on.
 */
export function revoke(state: AgentState, { version, epoch: raised, deny }: SignedRevocations, monotonicMs: number): Step {
  if (version <= state.revocations.version) return { state, effects: [] }
  const denied = deny.map(({ authorization }) => authorization)
  const epoch = Math.max(state.epoch, raised)
  const record = { ...recordTime(state, monotonicMs), type: 'revocation_applied', service: 'agent', body: { version } } as const
  return {
    state: { ...state, epoch, revocations: { version, denied: new Set(denied) } },
    effects: [
      {
        type: 'commit',
        entry: {
          records: [record],
          changes: [
            { kind: 'revocations', version, denied },
            { kind: 'epoch', epoch },
          ],
          weight: 'vital',
        },
        onCommitted: [],
      },
    ],
  }
}
