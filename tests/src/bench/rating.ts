import { type FoldFacts, foldUsage } from '@octroi/hub/rating/fold'
import { measured } from '@octroi/hub/rating/measured'
import { ratePrice } from '@octroi/hub/rating/rate-price'
import { combine, type UsageAggregate } from '@octroi/hub/rating/usage-aggregate'
import type { ReadingUsage } from '@octroi/hub/usage/usage'
import { sampleRateCard } from '../kit/sample-price.ts'
import { against, type Bench, type Figure, measured as timed } from './measure.ts'

const source = `
services: { energy.supply: { name: Energy } }
meters: { import: { service: energy.supply, record: reading, reading: energy, aggregation: sum, unit: Wh } }
offers:
  per-unit:
    name: Per unit
    currency: GBP
    prices: { energy: { model: per_unit, name: Energy, meter: import, unitPrice: "0.0002" } }
  graduated:
    name: Graduated
    currency: GBP
    prices:
      energy:
        model: graduated
        name: Energy
        meter: import
        tiers:
          - { upTo: "100000", unitPrice: "0.0003" }
          - { upTo: "300000", unitPrice: "0.0002" }
          - { unitPrice: "0.0001", flatFee: "5" }
  banded:
    name: Banded
    currency: GBP
    prices:
      energy:
        model: per_unit
        name: Energy
        meter: import
        bands:
          - { name: peak, unitPrice: "0.0003", when: [{ days: [mon, tue, wed, thu, fri], from: "16:00", until: "20:00" }] }
          - { name: off-peak, unitPrice: "0.0001" }
`
const sizes = [10_000, 100_000, 1_000_000]
const batchSize = 500
const halfHourMs = 1_800_000
const startMs = Date.UTC(2024, 0, 1)

/** The pure engine on one core: batches of half-hourly readings, folded into running sums, and the lines these come to. */
export const rating: Bench = {
  title: () => `Readings rated by the pure engine on one core, in batches of ${batchSize}`,
  run: async () => {
    const figures: Figure[] = []
    for (const offer of ['per-unit', 'graduated', 'banded']) {
      const facts = factsOf(offer)
      let smallest: Figure | undefined
      for (const size of sizes) {
        const figure = await timed(`${offer}, ${size.toLocaleString('en')} readings`, size, () => rate(facts, size))
        smallest ??= figure
        figures.push(against(figure, { [`${sizes[0]?.toLocaleString('en')} readings`]: smallest }))
      }
    }
    return figures
  },
}

/** Every month is priced once, from its sums, when all has been counted. */
function rate(facts: FoldFacts, count: number): void {
  const months = new Map<number, Map<string, UsageAggregate>>()
  for (let first = 0; first < count; first += batchSize) {
    const { aggregates } = foldUsage(batches[(first / batchSize) % batches.length] ?? [], facts)
    for (const sum of aggregates) addTo(months, sum)
  }
  for (const bands of months.values()) {
    for (const { metered } of facts.rateCards) {
      for (const price of metered) ratePrice(price, measured(price, [...bands.values()]))
    }
  }
}

function addTo(months: Map<number, Map<string, UsageAggregate>>, sum: UsageAggregate): void {
  const bands = months.get(sum.periodFromMs) ?? new Map<string, UsageAggregate>()
  const before = bands.get(sum.band)
  bands.set(sum.band, before === undefined ? sum : { ...sum, ...combine(before, sum) })
  months.set(sum.periodFromMs, bands)
}

/** Two years of half hours, told again and again: rating does not know. */
const batches = Array.from({ length: 70 }, (_, batch) =>
  Array.from({ length: batchSize }, (_unused, index): ReadingUsage => {
    const seq = batch * batchSize + index + 1
    const fromMs = startMs + seq * halfHourMs
    return {
      seq,
      service: 'energy.supply',
      record: 'reading',
      reading: 'energy',
      fromMs,
      untilMs: fromMs + halfHourMs,
      quantity: 250_000_000_000n,
    }
  }),
)

function factsOf(offer: string): FoldFacts {
  return {
    device: 'dev_1',
    rateCards: [sampleRateCard(source, offer, 'Europe/London')],
    ownerSubscriptions: new Set(['sub_1']),
    payers: new Map(),
  }
}
