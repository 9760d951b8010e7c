import { ownEntry } from '@octroi/shared/own-entry'
import { monthOf } from '@octroi/shared/time/month'
import { startOfDay, type Zone } from '@octroi/shared/time/zone'
import type { CatalogueVersion } from '../catalogue/catalogue.store.ts'
import type { Offer } from '../catalogue/catalogue.ts'
import type { Price } from '../catalogue/price.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { canPart, countsByDays, hasOwnSteps } from './can-part.ts'

/** A version, and since when it rates: until the next one of a list begins, or as long as the subscription lasts. */
export interface VersionStretch {
  readonly version: CatalogueVersion
  readonly fromMs: number
}

/** The first beginning of a billing period that is not before an instant. */
export function periodStartFrom(zone: Zone, ms: number): number {
  const month = monthOf(zone, ms)
  return month.fromMs === ms ? ms : month.untilMs
}

/** When a version that touches them has reached all prices of a subscription, at the latest. */
export function settledMs(
  { zone, fromMs }: Subscription,
  { effectiveFromMs }: Pick<CatalogueVersion, 'effectiveFromMs'>,
): number {
  return periodStartFrom(zone, Math.max(effectiveFromMs, fromMs + 1))
}

/**
 * Which version the offer of a subscription follows, from the one that it was bought at on: the first of `versions`, all
 * later ones after it in order. One that does not have the offer any more, or has it in another currency, is passed over.
 */
export function offerStretches(subscription: Subscription, versions: readonly CatalogueVersion[]): readonly VersionStretch[] {
  const { offer: key, zone, fromMs: beginsMs, untilMs: endsMs = Number.POSITIVE_INFINITY } = subscription
  const [bought] = versions
  const currency = bought && ownEntry(bought.catalogue.offers, key)?.currency
  return oneAfterAnother(beginsMs, versions, (next) => {
    if (next.touches === 'new' || ownEntry(next.catalogue.offers, key)?.currency !== currency) return undefined
    const switchMs =
      next.touches === 'date' ? Math.max(next.effectiveFromMs, beginsMs) : settledMs(subscription, next)
    return switchMs < endsMs ? switchMs : undefined
  })
}

/**
 * Which version rates one price of a subscription. It follows its offer at once where it can be parted within a period, both
 * as it was and as it becomes; else from the next period on. What is counted by days goes by whole local days, each to the
 * last version in force during it.
 */
export function priceStretches(
  { offer: key, zone, fromMs: beginsMs }: Subscription,
  stretches: readonly VersionStretch[],
  price: string,
): readonly VersionStretch[] {
  const begun = new Map(stretches.map(({ version, fromMs }) => [version, fromMs]))
  return oneAfterAnother(
    beginsMs,
    stretches.map(({ version }) => version),
    (next, stretchesBefore) => {
      const switchMs = begun.get(next) ?? beginsMs
      const before = stretchesBefore.findLast(({ fromMs }) => fromMs < switchMs)
      if (before === undefined) return switchMs
      const sides = [before.version, next].map((version) => sideOf(version, key, price))
      if (!sides.every(({ offer, written }) => !hasOwnSteps(offer) && canPart(written))) return periodStartFrom(zone, switchMs)
      return sides.some(({ written }) => countsByDays(written?.price)) ? Math.max(startOfDay(zone, switchMs), beginsMs) : switchMs
    },
  )
}

/** The offer's own steps, its limits above all, hold all prices together: they change between periods only. */
export function stepStretches({ zone, fromMs }: Subscription, stretches: readonly VersionStretch[]): readonly VersionStretch[] {
  const begun = new Map(stretches.map((stretch) => [stretch.version, stretch.fromMs]))
  return oneAfterAnother(
    fromMs,
    stretches.map(({ version }) => version),
    (next) => {
      const switchMs = begun.get(next) ?? fromMs
      return switchMs === fromMs ? fromMs : periodStartFrom(zone, switchMs)
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

interface Side {
  readonly offer: Offer | undefined
  readonly written: Parameters<typeof canPart>[0]
}

function sideOf({ catalogue }: CatalogueVersion, offerKey: string, key: string): Side {
  const offer = ownEntry(catalogue.offers, offerKey)
  const price: Price | undefined = offer && ownEntry(offer.prices, key)
  return { offer, written: price && { price, meters: catalogue.meters } }
}
