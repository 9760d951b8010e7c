import type { Entitlement, Quota } from '@octroi/shared/decisions/action'
import { performedCounter, readingCounter } from '@octroi/shared/decisions/counters'
import { invariant } from '@octroi/shared/errors/invariant'
import type { DeviceId, EntitlementId, OrderId, SubscriptionId } from '@octroi/shared/ids/id'
import { parseQuantity } from '@octroi/shared/money/quantity'
import { ownEntry } from '@octroi/shared/own-entry'
import type { Account } from '../accounts/account.ts'
import type { CatalogueVersion } from '../catalogue/catalogue.store.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { boughtLimit } from '../entitlements/bought-limit.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { Order } from './order.ts'

/** What an order makes: a subscription at the catalogue version bought, and what it entitles to. */
export interface OrderPlan {
  readonly order: Order
  readonly subscription: Subscription
  readonly entitlements: readonly Entitlement[]
}

export interface OrderFacts {
  readonly account: Account
  readonly version: CatalogueVersion
  readonly offer: string
  readonly device?: DeviceId
  readonly startsAtMs: number
  readonly nowMs: number
  readonly ids: {
    readonly order: OrderId
    readonly subscription: SubscriptionId
    readonly nextEntitlement: () => EntitlementId
  }
}

type Template = Catalogue['offers'][string]['entitlements'][number]

/** A quota by the counter of the device that its meter reads. */
function counterQuota({ meters }: Catalogue, { meter, quantity }: Template['quotas'][number]): Quota {
  const counted = ownEntry(meters, meter)
  const included = parseQuantity(quantity)
  invariant(counted !== undefined && counted.record !== 'opened' && included !== undefined, 'publishing checked the quota')
  return { counter: counted.record === 'reading' ? readingCounter(counted.reading) : performedCounter, quantity: included }
}

export function planOrder({ account, version, offer, device, startsAtMs, nowMs, ids }: OrderFacts): OrderPlan {
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
  }
  const templates = ownEntry(version.catalogue.offers, offer)?.entitlements ?? []
  return {
    order: {
      id: ids.order,
      account: account.id,
      offer,
      catalogueVersion: version.version,
      ...onDevice,
      startsAtMs,
      state: 'fulfilled',
      subscription: ids.subscription,
      placedAtMs: nowMs,
    },
    subscription,
    entitlements: templates.map(({ service, actions, reach, lease, quotas, limit, value }) => ({
      id: ids.nextEntitlement(),
      subscription: ids.subscription,
      account: account.id,
      service,
      actions,
      reach,
      ...onDevice,
      ...(lease === undefined
        ? {}
        : { lease: { ...lease, quotas: quotas.map((quota) => counterQuota(version.catalogue, quota)) } }),
      ...(limit === undefined ? {} : { limit: boughtLimit(version.catalogue, limit, subscription) }),
      ...(value === undefined ? {} : { value }),
      fromMs: startsAtMs,
    })),
  }
}
