import type { Rational } from '@octroi/shared/money/rational'
import { rateGraduated } from './models/graduated.ts'
import { type Package, ratePackage } from './models/package.ts'
import { ratePerUnit } from './models/per-unit.ts'
import { type Percentage, ratePercentage } from './models/percentage.ts'
import type { Billable, Priced } from './models/rated.ts'
import { rateStairstep, type Step } from './models/stairstep.ts'
import type { Tier } from './models/tier.ts'
import { rateVolume } from './models/volume.ts'

/** How a price is made in one band. */
export type BandRate =
  | { readonly model: 'per_unit'; readonly unitPrice: Rational }
  | { readonly model: 'graduated' | 'volume'; readonly tiers: readonly Tier[] }
  | { readonly model: 'stairstep'; readonly steps: readonly Step[] }
  | ({ readonly model: 'package' } & Package)
  | ({ readonly model: 'percentage' } & Percentage)

export function applyRate(rate: BandRate, billable: Billable): Priced {
  switch (rate.model) {
    case 'per_unit':
      return ratePerUnit(billable, rate.unitPrice)
    case 'graduated':
      return rateGraduated(billable, rate.tiers)
    case 'volume':
      return rateVolume(billable, rate.tiers)
    case 'stairstep':
      return rateStairstep(billable, rate.steps)
    case 'package':
      return ratePackage(billable, rate)
    case 'percentage':
      return ratePercentage(billable, rate)
  }
}
