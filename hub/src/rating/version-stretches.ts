import { ownEntry } from '@octroi/shared/own-entry'
import { type Cycle, monthsAfter, periodAt } from '@octroi/shared/time/period'
import { dayMs, startOfDay } from '@octroi/shared/time/zone'
import type { CatalogueVersion, VersionDate } from '../catalogue/catalogue.store.ts'
import type { Offer } from '../catalogue/catalogue.ts'
import type { Price } from '../catalogue/price.ts'
import { whyLeft } from '../catalogue/stays-behind.ts'
import { phaseAt } from '../subscriptions/phase.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { billingCycle } from './billing-cycle.ts'
import { canPart, countsByDays, hasOwnSteps } from './can-part.ts'

/** A version, and since when it rates: until the next one of a list begins, or as long as the subscription lasts. */
export interface VersionStretch {
  readonly version: CatalogueVersion
  readonly fromMs: number
}

/** When a version that touches them has reached all prices of usage of a subscription, at the latest. */
export function usageSettledMs(subscription: Subscription, bought: CatalogueVersion, date: VersionDate): number {
  return beginningFrom(cycleOf(bought, subscription), Math.max(date.effectiveFromMs, subscription.fromMs + 1))
}

/** And all its fees: one in advance keeps its version for the time that was asked, which may be a year. */
export function feesSettledMs(subscription: Subscription, bought: CatalogueVersion, date: VersionDate): number {
  return monthsAfter(subscription.zone, usageSettledMs(subscription, bought, date), 12) + 2 * dayMs
}

/**
 * Which version the offer of a subscription follows, from the one that it was bought at on: the first of `versions`, all
 * later ones after it in order. One that it cannot follow is passed over.
 */
export function offerStretches(subscription: Subscription, versions: readonly CatalogueVersion[]): readonly VersionStretch[] {
  const { offer, fromMs: beginsMs, untilMs: endsMs = Number.POSITIVE_INFINITY } = subscription
  const [bought] = versions
  if (bought === undefined) return []
  return oneAfterAnother(beginsMs, versions, (next) => {
    if (next.touches === 'new' || whyLeft(offer, bought.catalogue, next.catalogue) !== undefined) return undefined
    const switchMs =
      next.touches === 'date' ? Math.max(next.effectiveFromMs, beginsMs) : usageSettledMs(subscription, bought, next)
    // One that would touch it while it is pinned never does; a later one may.
    if (phaseAt(subscription, switchMs).isPinned === true) return undefined
    return switchMs < endsMs ? switchMs : undefined
  })
}

/**
 * Which version rates one price of a subscription. It follows its offer at once where it can be parted within a period, both
 * as it was and as it becomes; else from the next period on, of the bill or of a fee's own. What is counted by days goes by
 * whole local days, each to the last version in force during it.
 */
export function priceStretches(
  subscription: Subscription,
  stretches: readonly VersionStretch[],
  price: string,
): readonly VersionStretch[] {
  const { zone, fromMs: beginsMs, untilMs: endsMs = Number.POSITIVE_INFINITY } = subscription
  const begun = new Map(stretches.map(({ version, fromMs }) => [version, fromMs]))
  return oneAfterAnother(
    beginsMs,
    stretches.map(({ version }) => version),
    (next, stretchesBefore) => {
      const followsMs = begun.get(next) ?? beginsMs
      const former = stretchesBefore.findLast(({ fromMs }) => fromMs < followsMs)
      if (former === undefined) return followsMs
      const [before, after] = [sideOf(former.version, subscription, price), sideOf(next, subscription, price)]
      const isWhole = hasOwnSteps(before.offer) || hasOwnSteps(after.offer)
      const fromMs = isWhole ? beginningFrom(cycleOf(next, subscription), followsMs) : followsMs
      const switchMs = Math.max(switchFrom(fromMs, { zone, before, after }), beginsMs)
      return switchMs < endsMs ? switchMs : undefined
    },
  )
}

interface Switch extends Pick<Subscription, 'zone'> {
  readonly before: Side
  readonly after: Side
}

function switchFrom(ms: number, { zone, before, after }: Switch): number {
  if (!canPart(before.written)) return beginningFrom(before.cycle, ms)
  if (!canPart(after.written)) return beginningFrom(after.cycle, ms)
  const isByDays = countsByDays(before.written?.price) || countsByDays(after.written?.price)
  return isByDays ? startOfDay(zone, ms) : ms
}

/** The offer's own steps, its limits above all, hold all prices together: they change between periods only. */
export function stepStretches(subscription: Subscription, stretches: readonly VersionStretch[]): readonly VersionStretch[] {
  const { fromMs } = subscription
  const begun = new Map(stretches.map((stretch) => [stretch.version, stretch.fromMs]))
  return oneAfterAnother(
    fromMs,
    stretches.map(({ version }) => version),
    (next) => {
      const followsMs = begun.get(next) ?? fromMs
      return followsMs === fromMs ? fromMs : beginningFrom(cycleOf(next, subscription), followsMs)
    },
  )
}

/** The first beginning of a period that is not before an instant. */
function beginningFrom(cycle: Cycle, ms: number): number {
  const { fromMs, untilMs } = periodAt(cycle, ms)
  return fromMs === ms ? ms : untilMs
}

/** The first begins at the beginning. What a later version begins before, or with, it takes the place of. */
function oneAfterAnother(
  beginsMs: number,
  [first, ...later]: readonly CatalogueVersion[],
  switchMs: (next: CatalogueVersion, before: readonly VersionStretch[]) => number | undefined,
): readonly VersionStretch[] {
  if (first === undefined) return []
  return later.reduce<readonly VersionStretch[]>(
    (before, version) => {
      const fromMs = switchMs(version, before)
      return fromMs === undefined ? before : [...before.filter((each) => each.fromMs < fromMs), { version, fromMs }]
    },
    [{ version: first, fromMs: beginsMs }],
  )
}

interface Side {
  readonly offer: Offer | undefined
  readonly written: Parameters<typeof canPart>[0]
  /** The periods that the price goes by: those of the bill, or a fee's own. */
  readonly cycle: Cycle
}

function sideOf(version: CatalogueVersion, subscription: Subscription, key: string): Side {
  const { offers, meters } = version.catalogue
  const offer = ownEntry(offers, subscription.offer)
  const price: Price | undefined = offer && ownEntry(offer.prices, key)
  return { offer, written: price && { price, meters }, cycle: cycleOf(version, subscription, price) }
}

/** The periods of the bill; of a fee that recurs otherwise, its own. */
function cycleOf({ catalogue }: CatalogueVersion, subscription: Subscription, price?: Price): Cycle {
  const offer = ownEntry(catalogue.offers, subscription.offer) ?? {}
  if (price?.model !== 'flat' || price.every === 'once' || price.every === 'day') return billingCycle(offer, subscription)
  return billingCycle(offer, subscription, { every: price.every, starts: price.starts })
}
