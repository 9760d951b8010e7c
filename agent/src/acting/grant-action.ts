import { readActionName } from '@octroi/shared/decisions/action-name'
import type { AuthorizationId } from '@octroi/shared/ids/id'
import type { ServiceAction } from '../drivers/driver.ts'
import type { DurableChange, RecordDraft } from '../journal/journal.ts'
import type { OpenAction } from '../journal/open-action.ts'
import { watchOf } from './actuation.ts'
import { type AgentEvent, type AgentState, type Answer, recordTime, type Step, withEntry } from './state.ts'

/** An action that may begin, in whatever form it was granted. */
export interface Grant {
  readonly request: number
  readonly authorization: AuthorizationId
  readonly action: string
  /** Which use of the authorization this is, from 1. */
  readonly use: number
  /** By which its permit was handed on: the SHA-256 of the link, base64url, and which use of it this is, from 1. */
  readonly link?: LinkUse
  /** When the use may be forgotten, in seconds. */
  readonly expiresAt: number
  readonly maxOpenSeconds: number
  readonly epoch: number
  /** What the journal says of it. */
  readonly record: GrantRecord
}

export interface LinkUse {
  readonly hash: string
  readonly use: number
}

type GrantRecord =
  | Pick<Extract<RecordDraft, { type: 'granted' }>, 'type' | 'body'>
  | Pick<Extract<RecordDraft, { type: 'passcode_granted' }>, 'type' | 'body'>

/** Before anything moves, commits the grant together with the use it spends. */
export function grantAction(state: AgentState, grant: Grant, monotonicMs: number): Step {
  const { request, authorization, action, use, expiresAt, maxOpenSeconds } = grant
  const { service, action: toDo } = readActionName(action)
  const epoch = Math.max(state.epoch, grant.epoch)
  const { link } = grant
  const linkUses = link === undefined ? state.linkUses : withEntry(state.linkUses, link.hash, link.use)
  const spent = { ...state, epoch, uses: withEntry(state.uses, authorization, use), linkUses }
  const begun: Begun = {
    request,
    service,
    action: toDo,
    maxOpenSeconds,
    authorization,
    ...(link === undefined ? {} : { link }),
    record: { ...recordTime(state, monotonicMs), service, authorization, ...grant.record },
    changes: [
      { kind: 'use', authorization, used: use, expiresAt },
      ...(link === undefined ? [] : [{ kind: 'link_use', link: link.hash, used: link.use, expiresAt } as const]),
      // Told with every grant: the one that raised it may have found no room.
      { kind: 'epoch', epoch },
    ],
    answer: { kind: 'granted', authorization, use },
  }
  return begin(spent, begun)
}

/** An action that begins, for whomever. */
interface Begun extends ServiceAction {
  readonly request: number
  readonly authorization?: AuthorizationId
  readonly link?: LinkUse
  readonly maxOpenSeconds: number
  readonly record: RecordDraft
  readonly changes: readonly DurableChange[]
  readonly answer: Answer
}

/** Commits the record of an action, and only then answers and moves. */
export function begin(state: AgentState, begun: Begun): Step {
  const { request, service, action, authorization, link, maxOpenSeconds, record, changes, answer } = begun
  const act = state.nextAct
  const whose = authorization === undefined ? {} : { authorization }
  const open: OpenAction = { ...whose, action, act, phase: 'granted', maxOpenSeconds, turn: 0 }
  return {
    state: { ...state, nextAct: act + 1, actions: withEntry(state.actions, service, open) },
    effects: [
      {
        type: 'commit',
        entry: {
          records: [record],
          changes: [...changes, { kind: 'action', service, action: open }],
          weight: 'deferrable',
        },
        onCommitted: [{ type: 'answer', request, answer }, { type: 'actuate', service, action, act }, ...watchOf(service, open)],
        onFull: {
          type: 'grant_failed',
          request,
          service,
          ...whose,
          ...(link === undefined ? {} : { link }),
          before: state.actions.get(service),
        },
      },
    ],
  }
}

/** Nothing was committed and nothing has moved: no use is spent. */
export function grantFailed(state: AgentState, event: Extract<AgentEvent, { type: 'grant_failed' }>): Step {
  const { request, service, authorization, link, before } = event
  const actions = withEntry(state.actions, service, before)
  const answer = { kind: 'refused', code: 'journal_full' } as const
  if (authorization === undefined) return { state: { ...state, actions }, effects: [{ type: 'answer', request, answer }] }
  const uses = oneLess(state.uses, authorization)
  const linkUses = link === undefined ? state.linkUses : oneLess(state.linkUses, link.hash)
  return {
    state: { ...state, uses, linkUses, actions },
    effects: [{ type: 'answer', request, answer: { ...answer, authorization } }],
  }
}

function oneLess<K>(uses: ReadonlyMap<K, number>, key: K): ReadonlyMap<K, number> {
  const use = (uses.get(key) ?? 1) - 1
  return withEntry(uses, key, use === 0 ? undefined : use)
}
