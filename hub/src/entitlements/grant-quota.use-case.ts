import { conflict, type Failure, invalid, notFound } from '@octroi/shared/errors/failure'
import { type Fault, fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { EntitlementId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { type GivenGrant, isLimited, quotaOf } from './quota.ts'

export interface GrantQuota extends Pick<GivenGrant, 'quantity' | 'reason' | 'by'> {
  readonly entitlement: EntitlementId
  readonly fromMs?: number | undefined
  readonly untilMs?: number | undefined
  readonly priority?: number | undefined
}

/** As many as one quota can have been granted: each decision looks at all of them. */
const grantsAtMost = 1000

/** Clocks differ, and a request is on its way for a while. */
const toleranceMs = 60_000

/** Grants more of the quota that an entitlement belongs to. From now on at the earliest: what was used before, was used. */
export async function grantQuota(
  { entitlements, quotas }: Pick<Stores, 'entitlements' | 'quotas'>,
  { ids, nowMs }: Pick<Environment, 'ids' | 'nowMs'>,
  { entitlement: id, quantity, reason, by, fromMs: asked, untilMs, priority = 100 }: GrantQuota,
): Promise<Result<GivenGrant, Failure>> {
  const entitlement = await entitlements.get(id)
  if (entitlement === undefined) return err(notFound('entitlement', id))
  if (!isLimited(entitlement)) return err(unlimited)
  const now = nowMs()
  const fromMs = Math.max(asked ?? now, now)
  const faults: Fault[] = []
  if (asked !== undefined && asked < now - toleranceMs) faults.push(fault('from', 'in_the_past', 'must not be in the past'))
  if (untilMs !== undefined && untilMs <= fromMs) faults.push(fault('until', 'before_from', '`until` must be after `from`.'))
  if (faults.length > 0) return err(invalid(faults))
  const quota = quotaOf(entitlement)
  if ((await quotas.grants(quota)).length >= grantsAtMost) return err(tooMany)
  const until = untilMs === undefined ? {} : { untilMs }
  const grant: GivenGrant = {
    id: ids.next('quotaGrant'),
    ...quota,
    quantity,
    priority,
    fromMs,
    ...until,
    reason,
    madeAtMs: now,
    by,
  }
  await quotas.insertGrant(grant)
  return ok(grant)
}

export const unlimited = conflict('not_limited', 'The entitlement has no limit, so there is nothing to grant of it.')

const tooMany = conflict('grants_too_many', `A quota can be granted at most ${grantsAtMost} times.`)
