import type { z } from '@hono/zod-openapi'
import type { quotaGrantSchema, quotaSchema } from '@octroi/shared/api/quotas'
import { isId } from '@octroi/shared/ids/id'
import { formatQuantity } from '@octroi/shared/money/quantity'
import { formatInstant } from '@octroi/shared/time/instant'
import type { GrantLeft } from '../entitlements/burn-down.ts'
import type { GivenGrant } from '../entitlements/quota.ts'
import type { ShownQuota } from '../entitlements/show-quota.use-case.ts'

export function quotaView({
  account,
  meter,
  device,
  atMs,
  standing,
  grants,
  beyond,
  devices,
}: ShownQuota): z.infer<typeof quotaSchema> {
  const { unit, kind, granted, used, reserved, allotted, left, renewsAtMs } = standing
  return {
    ...{ account, meter },
    ...(device === undefined ? {} : { device }),
    ...{ unit, kind, at: formatInstant(atMs) },
    ...{ granted: formatQuantity(granted), used: formatQuantity(used), reserved: formatQuantity(reserved) },
    ...{ allotted: formatQuantity(allotted), left: formatQuantity(left < 0n ? 0n : left), beyond: formatQuantity(beyond) },
    ...(renewsAtMs === undefined ? {} : { renewsAt: formatInstant(renewsAtMs) }),
    grants: grants.map(grantLeftView),
    devices: [...devices].map(([id, open]) => ({ device: id, left: formatQuantity(open) })),
  }
}

function grantLeftView({ key, source, quantity, spent, left, priority, fromMs, untilMs }: GrantLeft) {
  return {
    source,
    ...(isId('quotaGrant', key) ? { grant: key } : {}),
    ...{ quantity: formatQuantity(quantity), spent: formatQuantity(spent), left: formatQuantity(left), priority },
    ...spanView({ fromMs, ...(untilMs === undefined ? {} : { untilMs }) }),
  }
}

export function quotaGrantView(grant: GivenGrant): z.infer<typeof quotaGrantSchema> {
  const { id, account, meter, device, quantity, priority, reason, madeAtMs } = grant
  return {
    ...{ id, account, meter },
    ...(device === undefined ? {} : { device }),
    ...{ quantity: formatQuantity(quantity), priority, reason },
    ...spanView(grant),
    grantedAt: formatInstant(madeAtMs),
  }
}

function spanView({ fromMs, untilMs }: { readonly fromMs: number; readonly untilMs?: number }) {
  return { from: formatInstant(fromMs), ...(untilMs === undefined ? {} : { until: formatInstant(untilMs) }) }
}
