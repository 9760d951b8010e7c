import { readActionName } from '@octroi/shared/decisions/action-name'
import type { PermitFacts } from '@octroi/shared/decisions/permit'
import type { AuthorizationId } from '@octroi/shared/ids/id'
import type { RecordDraft } from '../journal/journal.ts'
import { watchOf } from './actuation.ts'
import { type AgentEvent, type AgentState, recordTime, type Step, withEntry } from './state.ts'

/** More than an action has phases, so that no timer of one use goes off in the next. */
const turnsPerUse = 1000

/** An action that may begin, in whatever form it was granted. */
export interface Grant {
  readonly request: number
  readonly authorization: AuthorizationId
  readonly action: string
  /** Which use of the authorization this is, from 1. */
  readonly use: number
  /** When the use may be forgotten, in seconds. */
  readonly expiresAt: number
  readonly maxOpenSeconds: number
  readonly epoch: number
  /** What the journal says of it. */
  readonly record: GrantRecord
}

type GrantRecord =
  | Pick<Extract<RecordDraft, { type: 'granted' }>, 'type' | 'body'>
  | Pick<Extract<RecordDraft, { type: 'passcode_granted' }>, 'type' | 'body'>

/** Before anything moves, commits the grant together with the use it spends. */
export function grantAction(state: AgentState, grant: Grant, monotonicMs: number): Step {
  const { request, authorization, action, use, expiresAt, maxOpenSeconds, record } = grant
  const { service, action: act } = readActionName(action)
  const open = { authorization, phase: 'granted', maxOpenSeconds, turn: use * turnsPerUse } as const
  const epoch = Math.max(state.epoch, grant.epoch)
  return {
    state: {
      ...state,
      epoch,
      uses: withEntry(state.uses, authorization, use),
      actions: withEntry(state.actions, service, open),
    },
    effects: [
      {
        type: 'commit',
        entry: {
          records: [{ ...recordTime(state, monotonicMs), service, authorization, ...record }],
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
          { type: 'actuate', service, action: act, authorization },
          ...watchOf(service, open),
        ],
        onFull: { type: 'grant_failed', request, service, authorization, before: state.actions.get(service) },
      },
    ],
  }
}

/** Nothing was committed and nothing has moved: the use is not spent. */
export function grantFailed(state: AgentState, event: Extract<AgentEvent, { type: 'grant_failed' }>): Step {
  const { request, service, authorization, before } = event
  const use = (state.uses.get(authorization) ?? 1) - 1
  return {
    state: {
      ...state,
      uses: withEntry(state.uses, authorization, use === 0 ? undefined : use),
      actions: withEntry(state.actions, service, before),
    },
    effects: [{ type: 'answer', request, answer: { kind: 'refused', code: 'journal_full', authorization } }],
  }
}

/** Why an action must not begin now, where the driver said `notReady` of some. */
export function hindranceOf(state: AgentState, notReady: ReadonlySet<string>): PermitFacts['hindrance'] {
  return (action) => {
    if (isBusy(state, readActionName(action).service)) return 'busy'
    return notReady.has(action) ? 'not_ready' : undefined
  }
}

/** What was closed and is never secured cannot be waited for: the next grant closes it properly. */
function isBusy({ actions }: AgentState, service: string): boolean {
  const open = actions.get(service)
  return open !== undefined && open.phase !== 'unsecured'
}
