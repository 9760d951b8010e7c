import { type Failure, invalid, notFound } from '@octroi/shared/errors/failure'
import type { Fault } from '@octroi/shared/errors/fault'
import { invariant } from '@octroi/shared/errors/invariant'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { OrderId, SubscriptionId } from '@octroi/shared/ids/id'
import { ownEntry } from '@octroi/shared/own-entry'
import type { Environment } from '../environment.ts'
import { billingCycle } from '../rating/billing-cycle.ts'
import type { Stores } from '../stores.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { couponFaults, couponOf, type RedeemFacts, readCode, termsOf } from './redeem-coupon.ts'
import type { Redemption } from './redemption.ts'

type Needs = Pick<Stores, 'catalogue' | 'promotions' | 'orders'>

/** A subscription that is there, or one that is about to be ordered and has no id yet. */
export interface RedeemFor {
  readonly subscription: Pick<Subscription, 'account' | 'offer' | 'zone' | 'fromMs' | 'catalogueVersion'> & {
    readonly id?: SubscriptionId
  }
  readonly typed: string
  /** The order that it is redeemed with, which holds the coupon while it waits. */
  readonly order?: OrderId | undefined
}

async function redeemFacts(stores: Needs, nowMs: number, { subscription, typed, order }: RedeemFor): Promise<RedeemFacts> {
  const version = await stores.catalogue.inEffectAt(nowMs)
  const [coupon, terms] = couponOf(version?.catalogue, typed) ?? []
  const redemptions = await stores.promotions.redemptionsOf(subscription.account)
  const { account, catalogueVersion, offer } = subscription
  const held = await stores.orders.couponsHeld({ codes: terms?.codes ?? [], account, atMs: nowMs, except: order })
  const bought = version?.version === catalogueVersion ? version : await stores.catalogue.get(catalogueVersion)
  const own = bought && ownEntry(bought.catalogue.offers, offer)
  return {
    ...{ version, typed, nowMs, subscription },
    currency: own?.currency,
    cycle: billingCycle(own ?? {}, subscription),
    beside: redemptions.filter((each) => each.subscription === subscription.id),
    redeemed: coupon === undefined ? 0 : await stores.promotions.redeemed(coupon),
    byAccount: redemptions.filter((each) => each.coupon === coupon).length,
    held,
  }
}

/** What stands in the way of a coupon, told of the field `path`. */
export async function whyNotRedeemed(stores: Needs, nowMs: number, path: string, wanted: RedeemFor): Promise<readonly Fault[]> {
  return couponFaults(path, await redeemFacts(stores, nowMs, wanted))
}

/** Redeems a coupon that nothing stands in the way of, from an instant on. */
export async function keepRedemption(
  stores: Needs,
  nowMs: number,
  { subscription, typed, fromMs }: { readonly subscription: Subscription; readonly typed: string; readonly fromMs: number },
): Promise<Redemption> {
  const { version, redeemed } = await redeemFacts(stores, nowMs, { subscription, typed })
  const found = couponOf(version?.catalogue, typed)
  invariant(version !== undefined && found !== undefined, 'somebody looked whether the coupon can be redeemed')
  const [coupon, terms] = found
  const redemption: Redemption = {
    ...{ coupon, nth: redeemed + 1, code: readCode(typed), catalogueVersion: version.version },
    ...{ account: subscription.account, subscription: subscription.id },
    ...{ terms: termsOf(terms), fromMs, redeemedAtMs: nowMs },
  }
  await stores.promotions.addRedemption(redemption)
  return redemption
}

/** Redeems a coupon for a subscription that runs, from the bill of the month that runs on. */
export async function redeemCoupon(
  stores: Needs & Pick<Stores, 'subscriptions'>,
  { nowMs }: Environment,
  { subscription: id, code }: { readonly subscription: SubscriptionId; readonly code: string },
): Promise<Result<Redemption, Failure>> {
  const subscription = await stores.subscriptions.get(id)
  if (subscription === undefined) return err(notFound('subscription', id))
  const now = nowMs()
  const faults = await whyNotRedeemed(stores, now, 'code', { subscription, typed: code })
  if (faults.length > 0) return err(invalid(faults))
  return ok(await keepRedemption(stores, now, { subscription, typed: code, fromMs: Math.max(now, subscription.fromMs) }))
}
