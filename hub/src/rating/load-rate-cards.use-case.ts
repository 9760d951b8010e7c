import type { TimeSpan } from '@octroi/shared/decisions/action'
import { invariant } from '@octroi/shared/errors/invariant'
import type { CatalogueVersion, VersionReader } from '../catalogue/catalogue.store.ts'
import { whyLeft } from '../catalogue/stays-behind.ts'
import { phasesOf } from '../subscriptions/phase.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { type RateCard, rateCard } from './rate-card.ts'
import { rateCards } from './rate-cards.ts'
import { feesSettledMs, usageSettledMs } from './version-stretches.ts'

interface Needs {
  readonly catalogue: VersionReader
}

/** The version that was bought: its periods and terms hold whatever follows. */
export async function loadBoughtCard(stores: Needs, subscription: Subscription): Promise<RateCard> {
  return rateCard(subscription, (await versionAt(stores, subscription.catalogueVersion)).catalogue)
}

export interface AskedCards {
  /** All time where it is absent. */
  readonly time?: Required<TimeSpan>
  /** Versions that are wanted besides, because something was counted by them. */
  readonly also?: readonly number[]
  /** Fees are not asked about: those in advance follow a version late. */
  readonly isOfUsage?: boolean
}

/** The prices of a subscription by the versions of the catalogue that have a say in a time, in their order. */
export async function loadRateCards(
  stores: Needs,
  subscription: Subscription,
  asked: AskedCards = {},
): Promise<readonly RateCard[]> {
  const bought = await versionAt(stores, subscription.catalogueVersion)
  const versions = [bought, ...(await laterVersions(stores, subscription, bought, asked))]
  for (const number of asked.also ?? []) {
    if (!versions.some(({ version }) => version === number)) versions.push(await versionAt(stores, number))
  }
  return rateCards(
    subscription,
    versions.toSorted((left, right) => left.version - right.version),
  )
}

const always: Required<TimeSpan> = { fromMs: Number.NEGATIVE_INFINITY, untilMs: Number.MAX_SAFE_INTEGER }

/** Looks back from the newest, as far as the time is not wholly in the hands of a later version. */
async function laterVersions(
  stores: Needs,
  subscription: Subscription,
  bought: CatalogueVersion,
  { time: { fromMs, untilMs } = always, isOfUsage = false }: AskedCards,
): Promise<readonly CatalogueVersion[]> {
  const settled = isOfUsage ? usageSettledMs : feesSettledMs
  const found: CatalogueVersion[] = []
  for (const date of await stores.catalogue.touching({ after: bought.version, beforeMs: untilMs })) {
    const version = await versionAt(stores, date.version)
    if (whyLeft(subscription.offer, bought.catalogue, version.catalogue) !== undefined) continue
    found.push(version)
    // A version that is passed over leaves the time to an earlier one.
    if (isEverPinned(subscription)) continue
    if (settled(subscription, bought, date) <= fromMs) break
  }
  return found.toReversed()
}

function isEverPinned(subscription: Subscription): boolean {
  return phasesOf(subscription).some(({ isPinned }) => isPinned === true)
}

async function versionAt({ catalogue }: Needs, number: number): Promise<CatalogueVersion> {
  const version = await catalogue.get(number)
  invariant(version !== undefined, `catalogue version ${number} is kept`)
  return version
}
