import type { OperatorId } from '@octroi/shared/ids/id'
import type { Page, PageRequest } from '../page.ts'
import type { Email } from './email.ts'
import type { Operator, ProviderSubject } from './operator.ts'
import type { OperatorSession } from './operator-session.ts'

export interface OperatorStore {
  insert(operator: Operator): Promise<void>
  /** Puts everything of it in the place of what was there. */
  update(operator: Operator): Promise<void>
  get(id: OperatorId): Promise<Operator | undefined>
  ofEmail(email: Email): Promise<Operator | undefined>
  ofSubject(subject: ProviderSubject): Promise<Operator | undefined>
  list(page: PageRequest): Promise<Page<Operator>>
  count(): Promise<number>
  /** How many may change things: enabled, with the role `operator`. */
  countAbleToChange(): Promise<number>

  insertSession(session: OperatorSession): Promise<void>
  getSession(tokenHash: Uint8Array): Promise<OperatorSession | undefined>
  /** Newest first. */
  sessionsOf(operator: OperatorId): Promise<readonly OperatorSession[]>
  noteUse(tokenHash: Uint8Array, usedAtMs: number): Promise<void>
  endSession(tokenHash: Uint8Array): Promise<void>
  endSessionsOf(operator: OperatorId): Promise<void>
}
