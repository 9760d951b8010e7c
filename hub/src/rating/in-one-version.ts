import { compare } from '@octroi/shared/money/rational'
import type { Usage } from '../usage/usage.ts'
import type { PriceInForce } from './price-in-force.ts'
import { rateEvent } from './rate-price.ts'

/**
 * The prices that count a usage, each in one version where only one can count it: an action at a time that nobody knows may
 * have happened under either. The customer has the benefit, as between bands; among equals the latest.
 */
export function inOneVersion(prices: readonly PriceInForce[], usage: Usage): readonly PriceInForce[] {
  if (usage.record === 'reading' || usage.fromMs === usage.untilMs) return prices
  return prices.filter((price) =>
    prices.filter((other) => isOfSamePrice(price, other)).every((other) => !isRather(other, price, usage)),
  )
}

function isOfSamePrice(one: PriceInForce, other: PriceInForce): boolean {
  return one.card.subscription.id === other.card.subscription.id && one.price.key === other.price.key
}

/** Whether another version counts it in the place of one. */
function isRather(other: PriceInForce, one: PriceInForce, usage: Usage): boolean {
  if (other === one) return false
  const [[theirs], [ours]] = [other.parts(usage), one.parts(usage)]
  if (theirs === undefined || ours === undefined) return ours === undefined && theirs !== undefined
  const costs = compare(
    rateEvent(other.price, theirs.segment.band, theirs.quantity).exact,
    rateEvent(one.price, ours.segment.band, ours.quantity).exact,
  )
  return costs < 0 || (costs === 0 && other.rated.fromMs > one.rated.fromMs)
}
