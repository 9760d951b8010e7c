import { parseCatalogue } from '@octroi/hub/catalogue/parse-catalogue'
import { type MeteredPrice, type RateCard, rateCard } from '@octroi/hub/rating/rate-card'
import { rateCards } from '@octroi/hub/rating/rate-cards'
import { type RatedPrice, ratePrice } from '@octroi/hub/rating/rate-price'
import type { VersionScope } from '@octroi/shared/api/vocabulary'
import type { Zone } from '@octroi/shared/time/zone'

/** The prices of an offer as the catalogue writes them, on meters of a unit each. */
export function samplePrices(prices: string, currency = 'EUR'): RateCard {
  return sampleRateCard(
    `
services: { sample.use: { name: Sample use, actions: [use] } }
meters:
  used: { service: sample.use, record: reading, reading: used, aggregation: sum, unit: unit }
  done: { service: sample.use, record: performed, aggregation: count, unit: action }
offers:
  sample:
    name: Sample
    currency: ${currency}
    prices: { ${prices} }
`,
    'sample',
  )
}

/** What a subscription to an offer of a catalogue is rated by. */
export function sampleRateCard(catalogue: string, offer: string, zone = 'UTC'): RateCard {
  const parsed = parseCatalogue(catalogue)
  if (!parsed.ok) throw new Error(parsed.error.map(({ path, detail }) => `${path} ${detail}`).join())
  const subscription = {
    id: 'sub_1',
    account: 'acct_1',
    order: 'ord_1',
    offer,
    catalogueVersion: 1,
    fromMs: 0,
  } as const
  return rateCard({ ...subscription, zone: zone as Zone }, parsed.value)
}

/** What a subscription to the offer `sample`, bought at the first, is rated by: versions one after the other. */
export function sampleRateCards(
  versions: readonly { readonly source: string; readonly touches: VersionScope; readonly effectiveFromMs: number }[],
  { zone = 'UTC', ...more }: { readonly zone?: string; readonly fromMs?: number; readonly untilMs?: number } = {},
): readonly RateCard[] {
  const read = versions.map(({ source, ...version }, index) => {
    const parsed = parseCatalogue(source)
    if (!parsed.ok) throw new Error(parsed.error.map(({ path, detail }) => `${path} ${detail}`).join())
    return { ...version, version: index + 1, source, publishedAtMs: 0, catalogue: parsed.value }
  })
  const ids = { id: 'sub_1', account: 'acct_1', order: 'ord_1', offer: 'sample', catalogueVersion: 1 } as const
  return rateCards({ ...ids, fromMs: 0, ...more, zone: zone as Zone }, read)
}

/** One price on the meter `used`. */
export function samplePrice(fields: string): MeteredPrice {
  const [price] = samplePrices(`sample: { name: Sample, meter: used, ${fields} }`).metered
  if (price === undefined) throw new Error('it has no price')
  return price
}

/** What the price asks for quantities of 1e-9 units, by band. */
export function rateSample(price: MeteredPrice, quantities: Readonly<Record<string, bigint>>): RatedPrice {
  return ratePrice(price, new Map(Object.entries(quantities).map(([band, quantity]) => [band, { quantity, unpriced: 0n }])))
}
