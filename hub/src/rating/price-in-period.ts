import type { Zone } from '@octroi/shared/time/zone'
import { periodPart, prorate, type TimeSpan } from './models/prorate.ts'
import type { MeteredPrice } from './rate-card.ts'

export interface PeriodInForce {
  readonly zone: Zone
  readonly period: TimeSpan
  /** What of it the subscription is in force. */
  readonly inForce: TimeSpan
}

/** A price as a period knows it: what is included is less where the subscription begins or ends in it, and the price says so. */
export function priceInPeriod(price: MeteredPrice, { zone, period, inForce }: PeriodInForce): MeteredPrice {
  const part = periodPart(zone, price.includedProration, period, inForce)
  if (part === undefined) return price
  const { included, bandIncluded } = price
  return {
    ...price,
    ...(included === undefined ? {} : { included: prorate(included, part).exact }),
    bandIncluded: new Map([...bandIncluded].map(([band, own]) => [band, prorate(own, part).exact])),
    includedPart: part,
  }
}
