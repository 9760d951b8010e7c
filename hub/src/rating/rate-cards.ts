import type { TimeSpan } from '@octroi/shared/decisions/action'
import { invariant } from '@octroi/shared/errors/invariant'
import { ownEntry } from '@octroi/shared/own-entry'
import type { CatalogueVersion } from '../catalogue/catalogue.store.ts'
import type { Offer } from '../catalogue/catalogue.ts'
import { trueUpKey } from '../catalogue/promotion.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { type RateCard, rateCard, spanOfPrice } from './rate-card.ts'
import { offerStretches, priceStretches, stepStretches, type VersionStretch } from './version-stretches.ts'

/** Names, among the times in which a version rates each price, when the offer's own steps are its. */
const ownSteps = trueUpKey

/**
 * The rate cards of a subscription, one for each version that rates it at some time, in their order. The first of `versions`
 * is the one it was bought at.
 */
export function rateCards(subscription: Subscription, versions: readonly CatalogueVersion[]): readonly RateCard[] {
  const stretches = offerStretches(subscription, versions)
  const [bought] = versions
  const rated = versions.filter((version) => version === bought || hasOffer(version, subscription))
  if (bought !== undefined && rated.length === 1) return [rateCard(subscription, bought.catalogue)]
  const keys = new Set(
    rated.flatMap(({ catalogue }) => Object.keys(ownEntry(catalogue.offers, subscription.offer)?.prices ?? {})),
  )
  const byKey = new Map([...keys].map((key) => [key, priceStretches(subscription, stretches, key)]))
  byKey.set(ownSteps, stepStretches(subscription, stretches))
  return rated.map((version) => {
    const spans = [...byKey].flatMap(([key, of]) => {
      const span = isOnce(version, subscription, key) ? onceSpan(version === bought, subscription) : spanOf(version, of)
      return span === undefined ? [] : [[key, span] as const]
    })
    const card = rateCard(subscription, version.catalogue, { version: version.version, spans: new Map(spans) })
    return { ...card, offer: onTermsOf(bought, card.offer, subscription) }
  })
}

/** Whether a version rates anything that a card says within a time: a price, or the offer's own steps. */
export function ratesWithin({ subscription, spans }: RateCard, { fromMs, untilMs }: Required<TimeSpan>): boolean {
  return [...(spans?.values() ?? [subscription])].some((span) => touches(span, { fromMs, untilMs }))
}

/** Whether a version rates a price at some moment of a time. */
export function ratesPriceWithin(card: RateCard, price: string, time: Required<TimeSpan>): boolean {
  const span = spanOfPrice(card, price)
  return span !== undefined && touches(span, time)
}

/** Whose the offer's own steps are in a period, its limits above all: they change between periods only. */
export function cardOfSteps(cards: readonly RateCard[], period: Required<TimeSpan>): RateCard {
  const card = cards.find((each) => ratesPriceWithin(each, ownSteps, period)) ?? cards[0]
  invariant(card !== undefined, 'a subscription has the version it was bought at')
  return card
}

function touches(span: TimeSpan, { fromMs, untilMs }: Required<TimeSpan>): boolean {
  return span.fromMs < untilMs && fromMs < (span.untilMs ?? Number.POSITIVE_INFINITY)
}

/** The minimum term is agreed when a subscription is bought. */
function onTermsOf(bought: CatalogueVersion | undefined, { minimumTerm: _, ...offer }: Offer, subscription: Subscription): Offer {
  const agreed = bought && ownEntry(bought.catalogue.offers, subscription.offer)?.minimumTerm
  return agreed === undefined ? offer : { ...offer, minimumTerm: agreed }
}

function hasOffer({ catalogue }: CatalogueVersion, { offer }: Subscription): boolean {
  return ownEntry(catalogue.offers, offer) !== undefined
}

/** A fee that is asked once was agreed when it was bought. */
function isOnce({ catalogue }: CatalogueVersion, { offer }: Subscription, key: string): boolean {
  const prices = ownEntry(catalogue.offers, offer)?.prices
  const price = prices && ownEntry(prices, key)
  return price?.model === 'flat' && price.every === 'once'
}

function onceSpan(isBought: boolean, { fromMs }: Subscription): TimeSpan | undefined {
  return isBought ? { fromMs } : undefined
}

/** From where a version begins to where the next one does: the end of the subscription is known otherwise. */
function spanOf(version: CatalogueVersion, stretches: readonly VersionStretch[]): TimeSpan | undefined {
  const at = stretches.findIndex((each) => each.version === version)
  const [stretch, next] = [stretches[at], stretches[at + 1]]
  if (stretch === undefined) return undefined
  return next === undefined ? { fromMs: stretch.fromMs } : { fromMs: stretch.fromMs, untilMs: next.fromMs }
}
