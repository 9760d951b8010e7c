import { invariant } from '@octroi/shared/errors/invariant'
import type { AccountId } from '@octroi/shared/ids/id'
import { ownEntry } from '@octroi/shared/own-entry'
import type { Stores } from '../stores.ts'
import type { Held } from './held.ts'
import type { Subscription } from './subscription.ts'

export type HeldNeeds = Pick<Stores, 'subscriptions' | 'entitlements' | 'catalogue'>

/** All subscriptions of an account that are in force or to come, with what a change of one may touch. */
export async function loadHeld(stores: HeldNeeds, account: AccountId, nowMs: number): Promise<readonly Held[]> {
  const subscriptions = await stores.subscriptions.inForce(account, nowMs, Number.MAX_SAFE_INTEGER)
  return withChanges(stores, subscriptions)
}

async function withChanges(stores: HeldNeeds, subscriptions: readonly Subscription[]): Promise<readonly Held[]> {
  const ids = subscriptions.map(({ id }) => id)
  const changes = await stores.subscriptions.changesOf(ids)
  const entitlements = await stores.entitlements.ofSubscriptions(ids)
  const held: Held[] = []
  for (const subscription of subscriptions) {
    const version = await stores.catalogue.get(subscription.catalogueVersion)
    const offer = version && ownEntry(version.catalogue.offers, subscription.offer)
    invariant(offer !== undefined, 'a subscription has the offer of its version')
    const isOf = (each: { readonly subscription: Subscription['id'] }): boolean => each.subscription === subscription.id
    held.push({ subscription, offer, changes: changes.filter(isOf), entitlements: entitlements.filter(isOf) })
  }
  return held
}
