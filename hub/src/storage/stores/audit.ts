import type { OperatorRole, Role } from '@octroi/shared/api/vocabulary'
import type { AccountId, ApiKeyId, AuditEntryId, OperatorId } from '@octroi/shared/ids/id'
import type { Selectable } from 'kysely'
import type { AuditStore } from '../../audit/audit.store.ts'
import type { AuditEntry } from '../../audit/audit-entry.ts'
import { pageOf } from '../../page.ts'
import { orNull, present } from '../codec.ts'
import type { Database } from '../database.ts'
import { pageStart, type Scope } from '../scope.ts'

/** The column was made when only keys acted, and may not be null. */
const noKey = ''

export function auditStore({ db, tenant }: Scope): AuditStore {
  return {
    async append({ id, atMs, account, key, operator, role, action, target, made, result }) {
      const who = { account, api_key: key ?? noKey, operator: orNull(operator), role }
      const what = { action, target, made: orNull(made), result }
      await db
        .insertInto('audit_entries')
        .values({ tenant, entry: id, at_ms: atMs, ...who, ...what })
        .execute()
    },

    async list(page, account) {
      const rows = await db
        .selectFrom('audit_entries')
        .selectAll()
        .where('tenant', '=', tenant)
        .$if(account !== undefined, (query) => query.where('account', '=', account ?? ''))
        .where('entry', '<', pageStart(page))
        .orderBy('entry', 'desc')
        .limit(page.limit + 1)
        .execute()
      return pageOf(rows.map(entryOf), page.limit, ({ id }) => id)
    },
  }
}

function entryOf(row: Selectable<Database['audit_entries']>): AuditEntry {
  return {
    id: row.entry as AuditEntryId,
    atMs: row.at_ms,
    account: row.account as AccountId,
    ...(row.api_key === noKey ? {} : { key: row.api_key as ApiKeyId }),
    ...present('operator', row.operator as OperatorId | null),
    role: row.role as Role | OperatorRole,
    action: row.action,
    target: row.target,
    ...present('made', row.made),
    result: row.result,
  }
}
