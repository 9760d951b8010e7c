import type { AccountId } from '@octroi/shared/ids/id'
import { inUnits } from '@octroi/shared/money/quantity'
import { isInForceAt } from '../../entitlements/burn-down.ts'
import { isSameQuota, quotaOf } from '../../entitlements/quota.ts'
import type { QuotaNeeds } from '../../entitlements/quota-facts.use-case.ts'
import { type ShownQuota, showQuota } from '../../entitlements/show-quota.use-case.ts'
import type { OwnView } from './view.ts'

/** The quotas of an account that something limits now, each once. */
export async function quotasLeft(stores: QuotaNeeds, account: AccountId, nowMs: number): Promise<readonly ShownQuota[]> {
  const shown: ShownQuota[] = []
  for (const entitlement of await stores.entitlements.limited([account])) {
    const isKnown = shown.some((quota) => isSameQuota(quota, quotaOf(entitlement)))
    const quota =
      isKnown || !isInForceAt(entitlement, nowMs) ? undefined : await showQuota(stores, entitlement, { atMs: nowMs, nowMs })
    if (quota !== undefined) shown.push(quota)
  }
  return shown
}

export function Quotas({ view: { words, formats }, quotas }: { readonly view: OwnView; readonly quotas: readonly ShownQuota[] }) {
  return (
    <ul class="plain">
      {quotas.map(({ standing: { granted, used, left, unit, renewsAtMs } }) => (
        <li>
          <strong>{words.quotaLeft(formats.exact(inUnits(left < 0n ? 0n : left)), formats.exact(inUnits(granted)), unit)}</strong>
          <span class="under">
            {words.quotaUsed(formats.exact(inUnits(used)), renewsAtMs === undefined ? undefined : formats.time(renewsAtMs))}
          </span>
        </li>
      ))}
    </ul>
  )
}
