import { type Failure, invalid, notFound } from '@octroi/shared/errors/failure'
import { type Fault, fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId, DeviceId } from '@octroi/shared/ids/id'
import { ownEntry } from '@octroi/shared/own-entry'
import { formatInstant } from '@octroi/shared/time/instant'
import type { Account } from '../accounts/account.ts'
import type { CatalogueVersion } from '../catalogue/catalogue.store.ts'
import type { Device } from '../devices/device.ts'
import type { Environment } from '../environment.ts'
import { keepRedemption, whyNotRedeemed } from '../promotions/redeem-coupon.use-case.ts'
import type { Stores } from '../stores.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { type OrderPlan, planOrder } from './plan-order.ts'
import { wholesaleFaults } from './wholesale-faults.ts'

export interface PlaceOrder {
  readonly account: AccountId
  readonly offer: string
  /** One where it is absent. */
  readonly quantity?: number
  readonly device?: DeviceId
  /** Now, where it is absent. */
  readonly startsAtMs?: number
  /** The code of a coupon, as it was typed. */
  readonly coupon?: string
  /** An earlier beginning reprices what was already used: that is the operator's to decide. */
  readonly mayBackdate: boolean
}

type Needs = Pick<
  Stores,
  'accounts' | 'catalogue' | 'devices' | 'orders' | 'subscriptions' | 'entitlements' | 'resales' | 'promotions'
>

/** Takes an order and fulfils it: nothing in these offers waits for anybody. */
export async function placeOrder(
  stores: Needs,
  { ids, nowMs }: Environment,
  { account: accountId, offer, quantity, device: deviceId, startsAtMs = nowMs(), mayBackdate, coupon }: PlaceOrder,
): Promise<Result<OrderPlan, Failure>> {
  const account = await stores.accounts.get(accountId)
  if (account === undefined) return err(notFound('account', accountId))
  const version = await stores.catalogue.inEffectAt(startsAtMs)
  const device = deviceId === undefined ? undefined : await stores.devices.get(deviceId)
  const faults = [
    ...(mayBackdate ? [] : backdatingFaults(startsAtMs, nowMs())),
    ...offerFaults(version, offer, startsAtMs),
    ...deviceFaults(accountId, deviceId, device),
    ...quotaFaults(version, offer, deviceId),
    ...wholesaleFaults({
      offer: version && ownEntry(version.catalogue.offers, offer),
      ...{ device: deviceId, startsAtMs, resales: await stores.resales.ofAccount(accountId) },
    }),
    ...(await couponFaults(stores, nowMs(), coupon, { account, version, offer, startsAtMs })),
    ...addOnFaults(version, offer, await stores.subscriptions.inForce(accountId, startsAtMs, startsAtMs + 1)),
  ]
  if (version === undefined || faults.length > 0) return err(invalid(faults))
  const plan = planOrder({
    account,
    version,
    offer,
    ...(quantity === undefined ? {} : { quantity }),
    ...(deviceId === undefined ? {} : { device: deviceId }),
    startsAtMs,
    nowMs: nowMs(),
    ids: {
      order: ids.next('order'),
      subscription: ids.next('subscription'),
      nextEntitlement: () => ids.next('entitlement'),
    },
  })
  await stores.orders.insert(plan.order)
  await stores.subscriptions.insert(plan.subscription)
  await stores.entitlements.insertAll(plan.entitlements)
  if (coupon !== undefined) {
    await keepRedemption(stores, nowMs(), { subscription: plan.subscription, typed: coupon, fromMs: startsAtMs })
  }
  return ok(plan)
}

/** Clocks differ, and a request is on its way for a while. */
const toleranceMs = 60_000

function backdatingFaults(startsAtMs: number, nowMs: number): readonly Fault[] {
  if (startsAtMs >= nowMs - toleranceMs) return []
  return [fault('startsAt', 'in_the_past', 'Only the operator may let a subscription begin in the past.')]
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
}

/** Of an offer that is not there nothing is said of the coupon. */
async function couponFaults(
  stores: Needs,
  nowMs: number,
  typed: string | undefined,
  { account, version, offer, startsAtMs }: Wanted,
): Promise<readonly Fault[]> {
  if (typed === undefined || version === undefined || ownEntry(version.catalogue.offers, offer) === undefined) return []
  const about = { account: account.id, offer, zone: account.zone, fromMs: startsAtMs, catalogueVersion: version.version }
  return whyNotRedeemed(stores, nowMs, 'coupon', { subscription: about, typed })
}

/** An add-on is for who has one of the offers it adds to. */
function addOnFaults(version: CatalogueVersion | undefined, offer: string, inForce: readonly Subscription[]): readonly Fault[] {
  const { requires } = (version && ownEntry(version.catalogue.offers, offer)) ?? {}
  if (requires === undefined || inForce.some((subscription) => requires.includes(subscription.offer))) return []
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
