import type { TimeSpan } from '@octroi/shared/decisions/action'
import type { TenantId } from '@octroi/shared/ids/id'
import type { Expression, ExpressionBuilder, Kysely, SqlBool } from 'kysely'
import type { PageRequest } from '../page.ts'
import type { Database } from './database.ts'
import type { InsertRows } from './insert-rows.ts'
import type { KeptVersions } from './kept-versions.ts'

/** A transaction on one tenant's rows. Stores know no other tenant, so they cannot read one by mistake. */
export interface Scope {
  readonly db: Kysely<Database>
  readonly tenant: TenantId
  /** Many rows at once, as the engine takes them fastest. */
  readonly insertRows: InsertRows
  /** Absent where a transaction reads what is looked at once. */
  readonly versions?: KeptVersions
}

/** Sorts above every id: where a list begins. */
const newest = '~'

export function pageStart({ after }: PageRequest): string {
  return after ?? newest
}

type Dated = 'subscriptions' | 'entitlements' | 'consents'

/** Rows whose span `[from, until)` touches another one. */
export function inForceDuring({ fromMs, untilMs }: TimeSpan) {
  return (where: ExpressionBuilder<Pick<Database, Dated>, Dated>): Expression<SqlBool> => {
    const isOpen = where('until_ms', 'is', null)
    // A span that ended before it began was never in force.
    const endsLater = where.and([where('until_ms', '>', fromMs), where('until_ms', '>', where.ref('from_ms'))])
    const stillOpen = where.or([isOpen, endsLater])
    return untilMs === undefined ? stillOpen : where.and([where('from_ms', '<', untilMs), stillOpen])
  }
}
