import type { OrderStepKind } from '@octroi/shared/api/vocabulary'
import type { AccountId, DeviceId } from '@octroi/shared/ids/id'
import type { Offer } from '../catalogue/catalogue.ts'
import type { Stores } from '../stores.ts'

/** An offer of an order, and the device that it is for. */
export interface OfferOrdered {
  readonly offer: Pick<Offer, 'order' | 'entitlements'>
  readonly device?: DeviceId
}

/** Steps that are done by what is there, whoever did it and when: a device that is enrolled, a consent in force. */
export async function stepsDone(
  stores: Pick<Stores, 'devices' | 'consents'>,
  account: AccountId,
  ordered: readonly OfferOrdered[],
  nowMs: number,
): Promise<ReadonlySet<OrderStepKind>> {
  const done = new Set<OrderStepKind>()
  const claimed = ordered.filter(({ offer }) => offer.order?.waitsFor?.includes('claim') === true)
  const consented = ordered.filter(({ offer }) => offer.order?.waitsFor?.includes('consent') === true)
  if (claimed.length > 0 && (await areClaimed(stores, account, claimed))) done.add('claim')
  if (consented.length > 0 && (await areConsented(stores, account, consented, nowMs))) done.add('consent')
  return done
}

/** The devices that were named, or any one of the account. */
async function areClaimed(
  { devices }: Pick<Stores, 'devices'>,
  account: AccountId,
  ordered: readonly OfferOrdered[],
): Promise<boolean> {
  for (const { device } of ordered) {
    const found =
      device === undefined
        ? (await devices.search({ limit: 1 }, { owner: account, state: 'enrolled' })).items.length > 0
        : ((await devices.get(device))?.state ?? 'registered') !== 'registered'
    if (!found) return false
  }
  return true
}

/** Some owner consents to each service that is used on devices of others. */
async function areConsented(
  { consents }: Pick<Stores, 'consents'>,
  account: AccountId,
  ordered: readonly OfferOrdered[],
  nowMs: number,
): Promise<boolean> {
  const services = new Set(
    ordered.flatMap(({ offer }) => offer.entitlements.filter(({ reach }) => reach === 'consented').map(({ service }) => service)),
  )
  for (const service of services) if (!(await consents.isGiven(account, service, nowMs))) return false
  return true
}
