import type { AccountId, DeviceId, TenantId } from '@octroi/shared/ids/id'
import type { AdvancedOrder } from '../orders/fulfil-order.use-case.ts'
import type { HttpDependencies } from './context.ts'

/** What orders made that were fulfilled because of something else. */
export interface Made {
  readonly hasFulfilled: boolean
  /** On which permits were taken back. */
  readonly devices: readonly DeviceId[]
}

export function madeOf(fulfilled: readonly AdvancedOrder[]): Made {
  return { hasFulfilled: fulfilled.length > 0, devices: fulfilled.flatMap(({ devices }) => devices) }
}

/** What orders made reaches their account and its devices now. */
export function reachDevices(
  dependencies: Pick<HttpDependencies, 'onEnqueued' | 'onRevoked' | 'onEntitled'>,
  tenant: TenantId,
  { account, hasFulfilled, devices }: Made & { readonly account: AccountId },
): void {
  if (!hasFulfilled) return
  dependencies.onEnqueued()
  for (const device of devices) dependencies.onRevoked(tenant, device)
  dependencies.onEntitled(tenant, account)
}
