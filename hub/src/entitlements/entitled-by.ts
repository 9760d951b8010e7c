import type { Entitlement, Quota } from '@octroi/shared/decisions/action'
import { performedCounter, readingCounter } from '@octroi/shared/decisions/counters'
import { invariant } from '@octroi/shared/errors/invariant'
import type { EntitlementId } from '@octroi/shared/ids/id'
import { parseQuantity } from '@octroi/shared/money/quantity'
import { ownEntry } from '@octroi/shared/own-entry'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { boughtLimit } from './bought-limit.ts'

type Template = Catalogue['offers'][string]['entitlements'][number]

/** What a subscription entitles to from its beginning on, by the catalogue that it was bought at. */
export function entitledBy(bought: Subscription, catalogue: Catalogue, nextId: () => EntitlementId): readonly Entitlement[] {
  const { id: subscription, account, offer, device, fromMs } = bought
  const templates = ownEntry(catalogue.offers, offer)?.entitlements ?? []
  return templates.map(({ service, actions, reach, lease, quotas, limit, value }) => ({
    id: nextId(),
    subscription,
    account,
    service,
    actions,
    reach,
    ...(device === undefined ? {} : { device }),
    ...(lease === undefined ? {} : { lease: { ...lease, quotas: quotas.map((quota) => counterQuota(catalogue, quota)) } }),
    ...(limit === undefined ? {} : { limit: boughtLimit(catalogue, limit, bought) }),
    ...(value === undefined ? {} : { value }),
    fromMs,
  }))
}

/** A quota by the counter of the device that its meter reads. */
function counterQuota({ meters }: Catalogue, { meter, quantity }: Template['quotas'][number]): Quota {
  const counted = ownEntry(meters, meter)
  const included = parseQuantity(quantity)
  invariant(counted !== undefined && counted.record !== 'opened' && included !== undefined, 'publishing checked the quota')
  return { counter: counted.record === 'reading' ? readingCounter(counted.reading) : performedCounter, quantity: included }
}
