import type { AccountId, DeviceId, SubscriptionId } from '@octroi/shared/ids/id'
import type { GrantedAuthorization } from '../authorizations/authorization.ts'
import { revokePermits } from '../authorizations/revoke-permits.use-case.ts'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import type { BegunSubscription } from './begin-in-place.ts'
import type { SubscriptionWrites } from './held.ts'

export type WriteNeeds = Pick<Stores, 'subscriptions' | 'entitlements' | 'authorizations' | 'devices'>

/**
 * Keeps what was planned. What was granted by an entitlement that ends now, and not used yet, is taken back. Returns the devices
 * that must hear of it.
 */
export async function keepWrites(
  stores: WriteNeeds,
  environment: Environment,
  { subscriptions, added, takenBack, ended, begun, limited }: SubscriptionWrites,
  inPlace?: BegunSubscription,
): Promise<readonly DeviceId[]> {
  const nowMs = environment.nowMs()
  if (inPlace !== undefined) {
    await stores.subscriptions.insert(inPlace.subscription)
    await stores.entitlements.insertAll(inPlace.entitlements)
  }
  for (const change of added) await stores.subscriptions.addChange(change)
  for (const { id, subscription } of takenBack) await stores.subscriptions.takeBack(subscription, id, nowMs)
  for (const subscription of subscriptions) await stores.subscriptions.setCourse(subscription)
  for (const { id, untilMs } of ended) await stores.entitlements.setEnd(id, untilMs)
  for (const { id, limit } of limited) await stores.entitlements.setLimit(id, limit)
  await stores.entitlements.insertAll(begun)
  const stopped = new Set(ended.flatMap(({ id, untilMs }) => (untilMs !== undefined && untilMs <= nowMs ? [id] : [])))
  const rows = stopped.size === 0 ? [] : await stores.entitlements.ofSubscriptions(subscriptions.map(({ id }) => id))
  return takeBackGranted(
    stores,
    environment,
    rows.filter(({ id }) => stopped.has(id)),
  )
}

interface Stopped {
  readonly subscription: SubscriptionId
  readonly account: AccountId
  readonly service: string
}

async function takeBackGranted(
  stores: WriteNeeds,
  environment: Environment,
  stopped: readonly Stopped[],
): Promise<readonly DeviceId[]> {
  const byDevice = new Map<DeviceId, GrantedAuthorization[]>()
  const asked = new Map(stopped.map((each) => [`${each.account} ${each.service}`, each]))
  const subscriptions = new Set(stopped.map(({ subscription }) => subscription))
  for (const { account, service } of asked.values()) {
    for (const granted of await stores.authorizations.unused(account, service, environment.nowMs())) {
      if (granted.revocation !== undefined || !subscriptions.has(granted.subscription)) continue
      byDevice.set(granted.device, [...(byDevice.get(granted.device) ?? []), granted])
    }
  }
  for (const [device, granted] of byDevice) await revokePermits(stores, environment, device, granted)
  return [...byDevice.keys()]
}
