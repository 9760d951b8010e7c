import { ownEntry } from '@octroi/shared/own-entry'
import type { Catalogue, Offer } from '../catalogue/catalogue.ts'
import type { FlatPrice } from '../catalogue/flat-price.ts'
import type { Price, PriceOnMeter } from '../catalogue/price.ts'

/** How a price is said before anything was used, one step a line, in the words that bills use. */
export function priceWords(price: Price, { meters }: Catalogue, { currency }: Offer): readonly string[] {
  if (price.model === 'flat') return flatWords(price, currency)
  const unit = unitOf(price, ownEntry(meters, price.meter)?.unit ?? '')
  const said: Said = { currency, unit }
  return [...bandsOf(price).flatMap((band) => inBand(band, bandWords(price, band, said))), ...termsOf(price, said)]
}

interface Said {
  readonly currency: string
  readonly unit: string
}

function flatWords({ amount, every, timing, proration, trialDays }: FlatPrice, currency: string): readonly string[] {
  const when = every === 'once' ? 'once' : `every ${every}, ${timing === 'advance' ? 'in advance' : 'in arrears'}`
  return [
    `${amount} ${currency} ${when}`,
    ...(proration === undefined || proration === 'none' ? [] : [`begun and ended ${every}s by their part, by ${proration}s`]),
    ...(trialDays === undefined ? [] : [`the first ${trialDays} days are free`]),
  ]
}

function unitOf(price: PriceOnMeter, counted: string): string {
  return 'unit' in price && price.unit !== undefined ? price.unit.name : counted
}

/** What each band holds of its own; the whole price where it has none. */
interface Priced {
  readonly name?: string | undefined
  readonly unitPrice?: string | undefined
  readonly percent?: string | undefined
  readonly packagePrice?: string | undefined
  readonly includedQuantity?: string | undefined
  readonly step?: string | undefined
  readonly tiers?:
    | readonly {
        readonly upTo?: string | undefined
        readonly unitPrice?: string | undefined
        readonly percent?: string | undefined
        readonly packageSize?: string | undefined
        readonly flatFee?: string | undefined
        readonly amount?: string | undefined
      }[]
    | undefined
}

function bandsOf(price: PriceOnMeter): readonly Priced[] {
  if (price.bands !== undefined) return price.bands
  const { name: _, ...whole } = price as Priced
  return [whole]
}

function inBand({ name }: Priced, words: readonly string[]): readonly string[] {
  return name === undefined ? words : words.map((each) => `${name}: ${each}`)
}

function bandWords(price: PriceOnMeter, band: Priced, { currency, unit }: Said): readonly string[] {
  const own = price.bands === undefined ? [] : includedWords(band, unit)
  switch (price.model) {
    case 'per_unit':
      return [`${band.unitPrice} ${currency} a ${unit}${price.credit === true ? ', owed to the account' : ''}`, ...own]
    case 'percentage':
      return [`${band.percent} % of the value`, ...own]
    case 'package':
      return [`${band.packagePrice} ${currency} for every ${price.packageSize} ${unit} that are begun`, ...own]
    case 'stairstep':
      return [...tierWords(band, (tier) => `${tier.amount} ${currency} in all`, unit), ...own]
    case 'volume':
    case 'graduated': {
      const which = price.model === 'volume' ? ', all units by the last tier reached' : ''
      return [...tierWords(band, (tier) => `${tierPrice(tier, currency, unit)}${which}`, unit), ...own]
    }
  }
}

type Tier = NonNullable<Priced['tiers']>[number]

function tierWords({ tiers = [] }: Priced, priced: (tier: Tier) => string, unit: string): readonly string[] {
  return tiers.map((tier, index) => {
    const before = tiers[index - 1]?.upTo
    const reach =
      tier.upTo === undefined ? (before === undefined ? 'all' : `above ${before} ${unit}`) : `up to ${tier.upTo} ${unit}`
    return `${reach}: ${priced(tier)}`
  })
}

function tierPrice({ unitPrice, percent, packageSize, flatFee }: Tier, currency: string, unit: string): string {
  const each = packageSize === undefined ? `a ${unit}` : `for every ${packageSize} ${unit} that are begun`
  const price = percent === undefined ? `${unitPrice} ${currency} ${each}` : `${percent} % of the value`
  return flatFee === undefined ? price : `${price}, and ${flatFee} ${currency} besides`
}

function includedWords({ includedQuantity, step }: Priced, unit: string): readonly string[] {
  return [
    ...(includedQuantity === undefined ? [] : [`${includedQuantity} ${unit} a period are included`]),
    ...(step === undefined ? [] : [`each session is rounded up to ${step} of what its meter counts`]),
  ]
}

function termsOf(price: PriceOnMeter, { currency, unit }: Said): readonly string[] {
  const { minimum, maximum, free } = price
  return [
    ...includedWords(price.model === 'percentage' ? {} : price, unit),
    ...(free === undefined ? [] : [`the first ${free.events} events of a period are free`]),
    ...(minimum === undefined ? [] : [`at least ${minimum} ${currency} a period`]),
    ...(maximum === undefined ? [] : [`at most ${maximum} ${currency} a period`]),
    ...(price.model === 'per_unit' && price.maximumPerDay !== undefined
      ? [`at most ${price.maximumPerDay} ${currency} a day for each device`]
      : []),
    ...(price.model === 'percentage' ? eventWords(price.perEvent ?? {}, currency) : []),
  ]
}

interface PerEvent {
  readonly fixed?: string | undefined
  readonly minimum?: string | undefined
  readonly maximum?: string | undefined
}

function eventWords({ fixed, minimum, maximum }: PerEvent, currency: string): readonly string[] {
  return [
    ...(fixed === undefined ? [] : [`${fixed} ${currency} for each besides`]),
    ...(minimum === undefined ? [] : [`each costs at least ${minimum} ${currency}`]),
    ...(maximum === undefined ? [] : [`each costs at most ${maximum} ${currency}`]),
  ]
}
