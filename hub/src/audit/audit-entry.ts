import type { Role } from '@octroi/shared/api/vocabulary'
import type { AccountId, ApiKeyId, AuditEntryId } from '@octroi/shared/ids/id'

/** Who did what, when, and what came of it. Entries are only ever added. */
export interface AuditEntry {
  readonly id: AuditEntryId
  readonly atMs: number
  readonly account: AccountId
  /** Absent where the hub did it by itself. */
  readonly key?: ApiKeyId
  readonly role: Role
  /** Method and route: `POST /v1/accounts/{account}/api-keys`; of what the hub does by itself its name. */
  readonly action: string
  /** The path as it was asked, which names what it was done to. */
  readonly target: string
  /** The id of what it made, where it made something. */
  readonly made?: string
  /** `done`, or the code of the problem it was answered with. */
  readonly result: string
}
