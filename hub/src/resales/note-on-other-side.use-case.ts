import type { AccountId, ResaleId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'

interface Noted {
  readonly resale: ResaleId
  /** Who is said to have acted: the account that stands for the other tenant, or the operator's where none does. */
  readonly account: AccountId
  readonly action: 'resale accepted' | 'resale ended'
}

/** Notes in the other tenant's audit log what its partner did to a resale: each side can see all that became of it. */
export function noteOnOtherSide(
  { audit }: Pick<Stores, 'audit'>,
  { ids, nowMs }: Pick<Environment, 'ids' | 'nowMs'>,
  { resale, account, action }: Noted,
): Promise<void> {
  return audit.append({
    id: ids.next('auditEntry'),
    atMs: nowMs(),
    account,
    role: 'partner',
    action,
    target: resale,
    result: 'done',
  })
}
