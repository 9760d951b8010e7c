import type { OperatorRole, Role } from '@octroi/shared/api/vocabulary'
import type { AccountId, ApiKeyId, AuditEntryId, OperatorId } from '@octroi/shared/ids/id'

/** Who did what, when, and what came of it. Entries are only ever added. */
export interface AuditEntry {
  readonly id: AuditEntryId
  readonly atMs: number
  readonly account: AccountId
  /** Absent where no key was used: a person acted in the console, or somebody by a command on the hub's own machine. */
  readonly key?: ApiKeyId
  readonly operator?: OperatorId
  readonly role: Role | OperatorRole
  /** Method and route: `POST /v1/accounts/{account}/api-keys`. */
  readonly action: string
  /** The path as it was asked, which names what it was done to. */
  readonly target: string
  /** The id of what it made, where it made something; of a version of the catalogue its number and whom it touches. */
  readonly made?: string
  /** `done`, or the code of the problem it was answered with. */
  readonly result: string
}
