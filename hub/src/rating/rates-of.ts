import type { PriceOnMeter } from '../catalogue/price.ts'
import type { BandRate } from './band-rate.ts'
import { exactFields, exactPercent, exactPrice } from './exact-price.ts'
import type { Step } from './models/stairstep.ts'
import type { Tier } from './models/tier.ts'
import { wholeDay } from './timeline.ts'

/** How each band of a price of the catalogue is priced, read once. */
export function ratesOf(price: PriceOnMeter): ReadonlyMap<string, BandRate> {
  switch (price.model) {
    case 'per_unit':
      return byBand<{ readonly unitPrice?: string | undefined }>(price, ({ unitPrice }) => ({
        model: 'per_unit',
        unitPrice: exactPrice(unitPrice),
      }))
    case 'graduated':
    case 'volume':
      return byBand<{ readonly tiers?: readonly WrittenTier[] | undefined }>(price, ({ tiers = [] }) => ({
        model: price.model,
        tiers: tiers.map(exactTier),
      }))
    case 'stairstep':
      return byBand<{ readonly tiers?: readonly WrittenStep[] | undefined }>(price, ({ tiers = [] }) => ({
        model: 'stairstep',
        steps: tiers.map(exactStep),
      }))
    case 'package': {
      const size = exactPrice(price.packageSize)
      return byBand<{ readonly packagePrice?: string | undefined }>(price, ({ packagePrice }) => ({
        model: 'package',
        size,
        price: exactPrice(packagePrice),
      }))
    }
    case 'percentage': {
      const { fixed, minimum, maximum } = price.perEvent ?? {}
      const perEvent = exactFields({ fixed, minimum, maximum })
      return byBand<{ readonly percent?: string | undefined }>(price, ({ percent }) => ({
        model: 'percentage',
        part: exactPercent(percent),
        ...perEvent,
      }))
    }
  }
}

/** What is priced once, or band by band in the same words. */
function byBand<P>(
  price: P & { readonly bands?: readonly (P & { readonly name: string })[] | undefined },
  rate: (priced: P) => BandRate,
): ReadonlyMap<string, BandRate> {
  return new Map(price.bands?.map((band) => [band.name, rate(band)] as const) ?? [[wholeDay, rate(price)]])
}

interface WrittenTier {
  readonly upTo?: string | undefined
  readonly unitPrice?: string | undefined
  readonly percent?: string | undefined
  readonly packageSize?: string | undefined
  readonly flatFee?: string | undefined
}

function exactTier({ upTo, unitPrice, percent, packageSize, flatFee }: WrittenTier): Tier {
  return {
    ...exactFields({ upTo, packageSize, flatFee }),
    unitPrice: percent === undefined ? exactPrice(unitPrice) : exactPercent(percent),
  }
}

interface WrittenStep {
  readonly upTo?: string | undefined
  readonly amount: string
}

function exactStep({ upTo, amount }: WrittenStep): Step {
  return { ...exactFields({ upTo }), amount: exactPrice(amount) }
}
