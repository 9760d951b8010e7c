import { ownEntry } from '@octroi/shared/own-entry'
import { type Cycle, monthsAfter, type PeriodLength, periodAt } from '@octroi/shared/time/period'
import { startOfDay } from '@octroi/shared/time/zone'
import { isBilledAlike } from '../catalogue/billing.ts'
import type { CatalogueVersion } from '../catalogue/catalogue.store.ts'
import type { Offer } from '../catalogue/catalogue.ts'
import type { Price } from '../catalogue/price.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { billingCycle } from './billing-cycle.ts'
import { canPart, countsByDays, hasOwnSteps } from './can-part.ts'

/** A version, and since when it rates: until the next one of a list begins, or as long as the subscription lasts. */
export interface VersionStretch {
  readonly version: CatalogueVersion
  readonly fromMs: number
}

/** The first beginning of a billing period that is not before an instant. */
function periodStartFrom(cycle: Cycle, ms: number): number {
  const period = periodAt(cycle, ms)
  return period.fromMs === ms ? ms : period.untilMs
}

/**
 * When a version that touches them has reached all prices of a subscription, at the latest: a renewal is at most a year away, and
 * from it the end of what a fee has asked for.
 */
export function settledMs(
  { zone, fromMs }: Subscription,
  { effectiveFromMs }: Pick<CatalogueVersion, 'effectiveFromMs'>,
): number {
  return monthsAfter(zone, Math.max(effectiveFromMs, fromMs + 1), 25)
}

/** Whether a subscription can follow its offer into a version: not where it is gone, in another currency or billed otherwise. */
export function isFollowed({ offer: key }: Subscription, bought: CatalogueVersion, version: CatalogueVersion): boolean {
  const [before, next] = [bought, version].map(({ catalogue }) => ownEntry(catalogue.offers, key))
  return before !== undefined && next !== undefined && next.currency === before.currency && isBilledAlike(next, before)
}

/**
 * Which version the offer of a subscription follows, from the one that it was bought at on: the first of `versions`, all
 * later ones after it in order. One that does not have the offer any more, or has it in another currency or with other billing, is
 * passed over.
 */
export function offerStretches(subscription: Subscription, versions: readonly CatalogueVersion[]): readonly VersionStretch[] {
  const { fromMs: beginsMs, untilMs: endsMs = Number.POSITIVE_INFINITY } = subscription
  const [bought] = versions
  const cycle = cycleOf(subscription, bought)
  return oneAfterAnother(beginsMs, versions, (next) => {
    if (bought === undefined || next.touches === 'new' || !isFollowed(subscription, bought, next)) return undefined
    const { effectiveFromMs, touches } = next
    const switchMs =
      touches === 'date' ? Math.max(effectiveFromMs, beginsMs) : periodStartFrom(cycle, Math.max(effectiveFromMs, beginsMs + 1))
    return switchMs < endsMs ? switchMs : undefined
  })
}

/**
 * Which version rates one price of a subscription. It follows its offer at once where it can be parted within a period, both
 * as it was and as it becomes; else from the next period on. What is counted by days goes by whole local days, each to the
 * last version in force during it.
 */
export function priceStretches(
  subscription: Subscription,
  stretches: readonly VersionStretch[],
  price: string,
): readonly VersionStretch[] {
  const { offer: key, zone, fromMs: beginsMs } = subscription
  const begun = new Map(stretches.map(({ version, fromMs }) => [version, fromMs]))
  return oneAfterAnother(
    beginsMs,
    stretches.map(({ version }) => version),
    (next, stretchesBefore) => {
      const switchMs = begun.get(next) ?? beginsMs
      const before = stretchesBefore.findLast(({ fromMs }) => fromMs < switchMs)
      if (before === undefined) return switchMs
      const [was, becomes] = [sideOf(before.version, key, price), sideOf(next, key, price)]
      const sides = [was, becomes]
      if (sides.some(({ offer }) => hasOwnSteps(offer))) return periodStartFrom(cycleOf(subscription, next), switchMs)
      if (!sides.every(({ written }) => canPart(written))) return periodStartFrom(ownCycle(subscription, was), switchMs)
      return sides.some(({ written }) => countsByDays(written?.price)) ? Math.max(startOfDay(zone, switchMs), beginsMs) : switchMs
    },
  )
}

/** The offer's own steps, its limits above all, hold all prices together: they change between periods only. */
export function stepStretches(subscription: Subscription, stretches: readonly VersionStretch[]): readonly VersionStretch[] {
  const { fromMs } = subscription
  const begun = new Map(stretches.map((stretch) => [stretch.version, stretch.fromMs]))
  return oneAfterAnother(
    fromMs,
    stretches.map(({ version }) => version),
    (next) => {
      const switchMs = begun.get(next) ?? fromMs
      return switchMs === fromMs ? fromMs : periodStartFrom(cycleOf(subscription, next), switchMs)
    },
  )
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

/** The billing periods of a subscription, which no version that it follows changes. */
function cycleOf(subscription: Subscription, version: CatalogueVersion | undefined): Cycle {
  return billingCycle((version && ownEntry(version.catalogue.offers, subscription.offer)) ?? {}, subscription)
}

/** A fee that recurs is asked for times of its own, of which none is parted; all else goes by the billing periods. */
function ownCycle(subscription: Subscription, { offer, written }: Side): Cycle {
  const price = written?.price
  const recurs = price?.model === 'flat' && price.every !== 'once' && price.every !== 'day'
  return billingCycle(offer ?? {}, subscription, recurs ? { every: price.every as PeriodLength, starts: price.starts } : {})
}

interface Side {
  readonly offer: Offer | undefined
  readonly written: Parameters<typeof canPart>[0]
}

function sideOf({ catalogue }: CatalogueVersion, offerKey: string, key: string): Side {
  const offer = ownEntry(catalogue.offers, offerKey)
  const price: Price | undefined = offer && ownEntry(offer.prices, key)
  return { offer, written: price && { price, meters: catalogue.meters } }
}
