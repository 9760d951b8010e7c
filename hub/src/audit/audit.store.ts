import type { AccountId } from '@octroi/shared/ids/id'
import type { Page, PageRequest } from '../page.ts'
import type { AuditEntry } from './audit-entry.ts'

/** Append-only: there is no way to change or remove an entry. */
export interface AuditStore {
  append(entry: AuditEntry): Promise<void>
  list(page: PageRequest, account?: AccountId): Promise<Page<AuditEntry>>
}
