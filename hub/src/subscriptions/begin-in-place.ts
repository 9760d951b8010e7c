import type { Entitlement } from '@octroi/shared/decisions/action'
import { type Fault, fault } from '@octroi/shared/errors/fault'
import { invariant } from '@octroi/shared/errors/invariant'
import type { SubscriptionId } from '@octroi/shared/ids/id'
import { ownEntry } from '@octroi/shared/own-entry'
import { formatInstant } from '@octroi/shared/time/instant'
import type { CatalogueVersion } from '../catalogue/catalogue.store.ts'
import { isWholesale } from '../catalogue/sale.ts'
import { entitledBy } from '../entitlements/entitled-by.ts'
import { feesEndMs } from '../rating/billing-period.ts'
import type { SubscriptionChange } from './change.ts'
import { activeSpans } from './course.ts'
import { courseAfter, type Held, type Ids } from './held.ts'
import { phaseAt } from './phase.ts'
import type { Replaced, Subscription } from './subscription.ts'

/** A subscription that takes the place of another, and what it entitles to. */
export interface BegunSubscription {
  readonly subscription: Subscription
  readonly entitlements: readonly Entitlement[]
}

export interface PlaceFacts {
  readonly held: Held
  readonly others: readonly Held[]
  readonly version?: CatalogueVersion
  readonly ids: Ids
}

/** Begins what takes the place of a subscription, in its zone, so that their days meet. */
export function beginInPlaceOf(
  { held, version, ids }: PlaceFacts,
  change: SubscriptionChange,
  id: SubscriptionId,
): BegunSubscription {
  const { subscription: before } = held
  const { change: asked, atMs } = change
  invariant(
    version !== undefined && (asked.kind === 'offer' || asked.kind === 'transfer'),
    'a change of the place has its version',
  )
  const { quantity: now } = phaseAt(before, atMs)
  const quantity = asked.kind === 'offer' ? (asked.quantity ?? now) : now
  const subscription: Subscription = {
    id,
    account: asked.kind === 'transfer' ? asked.account : before.account,
    order: before.order,
    offer: asked.kind === 'offer' ? asked.offer : before.offer,
    catalogueVersion: version.version,
    ...(before.device === undefined ? {} : { device: before.device }),
    zone: before.zone,
    fromMs: atMs,
    ...(quantity === 1 ? {} : { quantity }),
    ...(asked.kind === 'offer' ? { replaces: replacedAt(held, atMs) } : {}),
  }
  return { subscription, entitlements: entitledBy(subscription, version.catalogue, ids.nextEntitlement) }
}

function replacedAt({ subscription, offer }: Held, atMs: number): Replaced {
  const termMs = feesEndMs({ subscription: { ...subscription, untilMs: atMs }, offer })
  return {
    subscription: subscription.id,
    offer: subscription.offer,
    sinceMs: subscription.replaces?.sinceMs ?? subscription.fromMs,
    ...(termMs === undefined || termMs <= atMs ? {} : { termUntilMs: termMs }),
  }
}

/** Why an offer cannot take the place of the one that is held. */
export function placeFaults({ held, others, version }: PlaceFacts, { change, atMs }: SubscriptionChange): readonly Fault[] {
  if (change.kind !== 'offer') return []
  if (version === undefined) {
    return change.version === undefined
      ? [fault('at', 'no_catalogue', `No catalogue is in effect at ${formatInstant(atMs)}.`)]
      : [fault('version', 'version_not_found', `There is no version ${change.version} of the catalogue.`)]
  }
  const offer = ownEntry(version.catalogue.offers, change.offer)
  if (offer === undefined) {
    return [fault('offer', 'offer_not_found', `Catalogue version ${version.version} has no offer \`${change.offer}\`.`)]
  }
  const { subscription } = held
  const isSame = change.offer === subscription.offer && version.version === subscription.catalogueVersion
  const isWholly = isWholesale(offer) || isWholesale(held.offer)
  const needsDevice = subscription.device === undefined && offer.entitlements.some(({ quotas }) => quotas.length > 0)
  const { requires } = offer
  const isAlone =
    requires !== undefined && !others.some((other) => requires.includes(other.subscription.offer) && isHeldAt(other, atMs))
  return [
    ...(isSame ? [fault('offer', 'unchanged', 'The subscription has this offer at this version already.')] : []),
    ...(isWholly ? [fault('offer', 'wholesale', 'What a reseller buys is agreed with the resale: end it, and order anew.')] : []),
    ...(offer.currency === held.offer.currency
      ? []
      : [
          fault(
            'offer',
            'other_currency',
            `The offer is in ${offer.currency}, and not in ${held.offer.currency}: end it, and order anew.`,
          ),
        ]),
    ...(needsDevice
      ? [fault('offer', 'device_required', 'The offer includes a quota, and the subscription names no device that it is for.')]
      : []),
    ...(isAlone
      ? [fault('offer', 'add_on_alone', 'The offer is an add-on: the account has none that it adds to at that time.')]
      : []),
  ]
}

function isHeldAt(held: Held, ms: number): boolean {
  return activeSpans(courseAfter(held).course).some(({ fromMs, untilMs }) => fromMs <= ms && ms < untilMs)
}
