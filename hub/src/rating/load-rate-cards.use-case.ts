import type { TimeSpan } from '@octroi/shared/decisions/action'
import { invariant } from '@octroi/shared/errors/invariant'
import type { CatalogueVersion, VersionReader } from '../catalogue/catalogue.store.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { type RateCard, rateCard } from './rate-card.ts'
import { rateCards } from './rate-cards.ts'
import { isFollowed, settledMs } from './version-stretches.ts'

interface Needs {
  readonly catalogue: VersionReader
}

export interface AskedCards {
  /** All time where it is absent. */
  readonly time?: Required<TimeSpan>
  /** Versions that are wanted besides, because something was counted by them. */
  readonly also?: readonly number[]
}

/** The prices of a subscription by the versions of the catalogue that have a say in a time, in their order. */
export async function loadRateCards(
  stores: Needs,
  subscription: Subscription,
  { time = always, also = [] }: AskedCards = {},
): Promise<readonly RateCard[]> {
  const bought = await versionAt(stores, subscription.catalogueVersion)
  const versions = [bought, ...(await laterVersions(stores, subscription, bought, time))]
  for (const number of also) {
    if (!versions.some(({ version }) => version === number)) versions.push(await versionAt(stores, number))
  }
  return rateCards(
    subscription,
    versions.toSorted((left, right) => left.version - right.version),
  )
}

/** The prices it was bought at. Its billing periods and its minimum term are these, whatever version rates it. */
export async function loadBoughtCard(stores: Needs, subscription: Subscription): Promise<RateCard> {
  return rateCard(subscription, (await versionAt(stores, subscription.catalogueVersion)).catalogue)
}

const always: Required<TimeSpan> = { fromMs: Number.NEGATIVE_INFINITY, untilMs: Number.MAX_SAFE_INTEGER }

/** Looks back from the newest, as far as the time is not wholly in the hands of a later version. */
async function laterVersions(
  stores: Needs,
  subscription: Subscription,
  bought: CatalogueVersion,
  { fromMs, untilMs }: Required<TimeSpan>,
): Promise<readonly CatalogueVersion[]> {
  const found: CatalogueVersion[] = []
  for (const date of await stores.catalogue.touching({ after: bought.version, beforeMs: untilMs })) {
    const version = await versionAt(stores, date.version)
    if (!isFollowed(subscription, bought, version)) continue
    found.push(version)
    if (settledMs(subscription, date) <= fromMs) break
  }
  return found.toReversed()
}

async function versionAt({ catalogue }: Needs, number: number): Promise<CatalogueVersion> {
  const version = await catalogue.get(number)
  invariant(version !== undefined, `catalogue version ${number} is kept`)
  return version
}
