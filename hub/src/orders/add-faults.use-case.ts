import { type Fault, fault } from '@octroi/shared/errors/fault'
import type { AccountId, DeviceId, OrderId } from '@octroi/shared/ids/id'
import { ownEntry } from '@octroi/shared/own-entry'
import { formatInstant } from '@octroi/shared/time/instant'
import type { Account } from '../accounts/account.ts'
import { whyNotFor } from '../accounts/segments-of.use-case.ts'
import type { CatalogueVersion } from '../catalogue/catalogue.store.ts'
import type { Device } from '../devices/device.ts'
import { whyNotRedeemed } from '../promotions/redeem-coupon.use-case.ts'
import type { Stores } from '../stores.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { AskedAdd, PlacedItem } from './asked-order.ts'
import { wholesaleFaults } from './wholesale-faults.ts'

export type AddNeeds = Pick<
  Stores,
  'accounts' | 'profiles' | 'activity' | 'devices' | 'subscriptions' | 'resales' | 'promotions' | 'orders' | 'catalogue'
>

export interface AddContext {
  readonly account: Account
  /** Whose prices hold. */
  readonly version: CatalogueVersion | undefined
  readonly startsAtMs: number
  readonly nowMs: number
  /** Offers that the same order adds. */
  readonly beside: readonly string[]
  /** Where it is placed already: it holds its coupons for itself. */
  readonly order?: OrderId
}

/** Everything that stands in the way of adding an offer. */
export async function addFaults(
  stores: AddNeeds,
  { account, version, startsAtMs, nowMs, beside, order }: AddContext,
  { item: { offer, device: deviceId, coupon }, at }: PlacedItem<AskedAdd>,
): Promise<readonly Fault[]> {
  const device = deviceId === undefined ? undefined : await stores.devices.get(deviceId)
  const inForce = await stores.subscriptions.inForce(account.id, startsAtMs, startsAtMs + 1)
  const wholesale = wholesaleFaults({
    offer: version && ownEntry(version.catalogue.offers, offer),
    ...{ device: deviceId, startsAtMs, resales: await stores.resales.ofAccount(account.id) },
  })
  const wanted = { account, version, offer, startsAtMs, order }
  return [
    ...offerFaults(version, offer, startsAtMs),
    ...deviceFaults(account.id, deviceId, device),
    ...quotaFaults(version, offer, deviceId),
    ...wholesale,
    ...(await couponFaults(stores, nowMs, coupon, wanted)),
    ...(version === undefined ? [] : await whyNotFor(stores, nowMs, 'offer', { account, offer, catalogue: version.catalogue })),
    ...addOnFaults(version, offer, inForce, beside),
  ].map((found) => ({ ...found, path: at(found.path) }))
}

function offerFaults(version: CatalogueVersion | undefined, offer: string, startsAtMs: number): readonly Fault[] {
  if (version === undefined)
    return [fault('startsAt', 'no_catalogue', `No catalogue is in effect at ${formatInstant(startsAtMs)}.`)]
  if (ownEntry(version.catalogue.offers, offer) !== undefined) return []
  return [fault('offer', 'offer_not_found', `Catalogue version ${version.version} has no offer \`${offer}\`.`)]
}

interface Wanted {
  readonly account: Account
  readonly version: CatalogueVersion | undefined
  readonly offer: string
  readonly startsAtMs: number
  readonly order: OrderId | undefined
}

/** Of an offer that is not there nothing is said of the coupon. */
async function couponFaults(
  stores: AddNeeds,
  nowMs: number,
  typed: string | undefined,
  { account, version, offer, startsAtMs, order }: Wanted,
): Promise<readonly Fault[]> {
  if (typed === undefined || version === undefined || ownEntry(version.catalogue.offers, offer) === undefined) return []
  const about = { account: account.id, offer, zone: account.zone, fromMs: startsAtMs, catalogueVersion: version.version }
  return whyNotRedeemed(stores, nowMs, 'coupon', { subscription: about, typed, order })
}

/** An add-on is for who has one of the offers it adds to, or orders one with it. */
function addOnFaults(
  version: CatalogueVersion | undefined,
  offer: string,
  inForce: readonly Subscription[],
  beside: readonly string[],
): readonly Fault[] {
  const { requires } = (version && ownEntry(version.catalogue.offers, offer)) ?? {}
  const has = [...inForce.map((subscription) => subscription.offer), ...beside]
  if (requires === undefined || has.some((name) => requires.includes(name))) return []
  const needed = requires.map((name) => `\`${name}\``).join(', ')
  return [fault('offer', 'add_on_alone', `The offer is an add-on: the account has none of ${needed} at that time.`)]
}

/** A quota counts on one device: shared by several, devices that do not hear of one another would exceed it. */
function quotaFaults(version: CatalogueVersion | undefined, offer: string, device: DeviceId | undefined): readonly Fault[] {
  const entitlements = (version && ownEntry(version.catalogue.offers, offer)?.entitlements) ?? []
  if (device !== undefined || entitlements.every(({ quotas }) => quotas.length === 0)) return []
  return [fault('device', 'required', 'The offer includes a quota, so the order names the device that it is for.')]
}

function deviceFaults(account: AccountId, id: DeviceId | undefined, device: Device | undefined): readonly Fault[] {
  if (id === undefined || device?.owner === account) return []
  return [fault('device', 'device_not_found', `The account owns no device ${id}.`)]
}
