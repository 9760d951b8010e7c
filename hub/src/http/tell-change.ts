import type { AccountId, DeviceId, TenantId } from '@octroi/shared/ids/id'
import type { HttpDependencies } from './context.ts'

interface News {
  readonly account: AccountId
  /** On which permits were taken back. */
  readonly devices: readonly DeviceId[]
  readonly messages: number
}

/** What was kept of a change is told at once to the devices and accounts that it concerns. */
export function tellChange(
  { onRevoked, onEntitled, onEnqueued }: Pick<HttpDependencies, 'onRevoked' | 'onEntitled' | 'onEnqueued'>,
  tenant: TenantId,
  { account, devices, messages }: News,
): void {
  for (const device of devices) onRevoked(tenant, device)
  onEntitled(tenant, account)
  if (messages > 0) onEnqueued()
}
