import type { Entitlement } from '@octroi/shared/decisions/action'
import type { DeviceId, EntitlementId, OrderId, SubscriptionId } from '@octroi/shared/ids/id'
import type { Account } from '../accounts/account.ts'
import type { CatalogueVersion } from '../catalogue/catalogue.store.ts'
import { entitledBy } from '../entitlements/entitled-by.ts'
import type { Subscription } from '../subscriptions/subscription.ts'

/** What an item of an order makes: a subscription at the catalogue version bought, and what it entitles to. */
export interface OrderPlan {
  readonly subscription: Subscription
  readonly entitlements: readonly Entitlement[]
}

export interface OrderFacts {
  readonly account: Account
  readonly version: CatalogueVersion
  readonly offer: string
  readonly device?: DeviceId
  readonly quantity: number
  readonly startsAtMs: number
  readonly ids: {
    readonly order: OrderId
    readonly subscription: SubscriptionId
    readonly nextEntitlement: () => EntitlementId
  }
}

export function planOrder({ account, version, offer, device, quantity, startsAtMs, ids }: OrderFacts): OrderPlan {
  const onDevice = device === undefined ? {} : { device }
  const subscription: Subscription = {
    id: ids.subscription,
    account: account.id,
    order: ids.order,
    offer,
    catalogueVersion: version.version,
    ...onDevice,
    zone: account.zone,
    fromMs: startsAtMs,
    ...(quantity === 1 ? {} : { quantity }),
  }
  return {
    subscription,
    entitlements: entitledBy(subscription, version.catalogue, ids.nextEntitlement),
  }
}
