import { ownEntry } from '@octroi/shared/own-entry'
import type { Catalogue, Offer } from './catalogue.ts'
import type { CatalogueFinding } from './dangling-references.ts'
import type { Meter } from './meter.ts'
import type { Price, PriceOnMeter } from './price.ts'

/** What a price asks of its meter that the meter does not count. */
export function unfitPrices({ offers, meters }: Catalogue): readonly CatalogueFinding[] {
  return Object.entries(offers).flatMap(([key, offer]) => unfitInOffer(meters, ['offers', key, 'prices'], offer))
}

function unfitInOffer(meters: Catalogue['meters'], path: readonly string[], offer: Offer): readonly CatalogueFinding[] {
  return Object.entries(offer.prices).flatMap(([key, price]: [string, Price]) => {
    if (price.model === 'flat') return []
    const meter = ownEntry(meters, price.meter)
    return meter === undefined ? [] : unfit(meter, price, [...path, key])
  })
}

function unfit(meter: Meter, price: PriceOnMeter, path: readonly string[]): readonly CatalogueFinding[] {
  const { aggregation } = meter
  const isAdded = aggregation === 'sum' || aggregation === 'count'
  const isStepped = aggregation === 'sum' || aggregation === 'duration' || aggregation === 'max'
  const hasStep = 'step' in price && price.step !== undefined
  const steppedBand = price.bands?.findIndex(({ step }) => step !== undefined) ?? -1
  return [
    ...(price.free !== undefined && !isAdded
      ? [{ path: [...path, 'free'], message: `no event of a \`${aggregation}\` is free` }]
      : []),
    ...(price.free !== undefined && (hasStep || steppedBand >= 0)
      ? [{ path: [...path, 'free'], message: 'sessions with steps cannot be free one by one' }]
      : []),
    ...(hasStep && !isStepped ? [{ path: [...path, 'step'], message: `a \`${aggregation}\` has no steps` }] : []),
    ...(steppedBand >= 0 && !isStepped
      ? [{ path: [...path, 'bands', steppedBand, 'step'], message: `a \`${aggregation}\` has no steps` }]
      : []),
    ...(price.model === 'per_unit' && price.maximumPerDay !== undefined && !isAdded && aggregation !== 'duration'
      ? [{ path: [...path, 'maximumPerDay'], message: `a \`${aggregation}\` is not limited by the day` }]
      : []),
    ...(price.model === 'percentage' && (meter.record !== 'reading' || aggregation !== 'sum')
      ? [{ path: [...path, 'meter'], message: 'a percentage is of a `sum` of readings' }]
      : []),
  ]
}
