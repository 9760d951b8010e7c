import type { DisputeState } from '@octroi/shared/api/vocabulary'
import type { AccountId, DisputeId } from '@octroi/shared/ids/id'
import type { Page, PageRequest } from '../page.ts'
import type { Dispute } from './dispute.ts'
import type { LineReference } from './line-reference.ts'

/** Which disputes are wanted: of one account or of all, in one state or in any. */
export interface DisputeFilter {
  readonly account?: AccountId | undefined
  readonly state?: DisputeState | undefined
}

export interface DisputeStore {
  /** Refused where the line of that period has an open dispute. */
  insert(dispute: Dispute): Promise<void>
  get(id: DisputeId): Promise<Dispute | undefined>
  /** Writes how it ended, and frees the line for another. */
  end(dispute: Dispute): Promise<void>
  list(page: PageRequest, filter: DisputeFilter): Promise<Page<Dispute>>
  /** The open one of a line. */
  openOn(account: AccountId, month: string, line: LineReference): Promise<Dispute | undefined>
  /** Every dispute of an account about a period of that name, oldest first. */
  ofMonth(account: AccountId, month: string): Promise<readonly Dispute[]>
}
