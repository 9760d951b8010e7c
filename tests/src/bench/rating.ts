import { type FoldFacts, foldUsage } from '@octroi/hub/rating/fold'
import type { ReadingUsage } from '@octroi/hub/usage/usage'
import { sampleRateCard } from '../kit/sample-price.ts'
import { against, type Bench, type Figure, measured } from './measure.ts'

const source = `
services: { energy.supply: { name: Energy } }
meters: { import: { service: energy.supply, record: reading, reading: energy, aggregation: sum, unit: Wh } }
offers:
  per-unit:
    name: Per unit
    currency: GBP
    prices: { energy: { model: per_unit, name: Energy, meter: import, unitPrice: "0.0002" } }
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

/** The pure engine on one core: batches of half-hourly readings, folded into running sums. */
export const rating: Bench = {
  title: () => `Readings rated by the pure engine on one core, in batches of ${batchSize}`,
  run: async () => {
    const figures: Figure[] = []
    for (const offer of ['per-unit', 'banded']) {
      const facts = factsOf(offer)
      let smallest: Figure | undefined
      for (const size of sizes) {
        const figure = await measured(`${offer}, ${size.toLocaleString('en')} readings`, size, () => rate(facts, size))
        smallest ??= figure
        figures.push(against(figure, { [`${sizes[0]?.toLocaleString('en')} readings`]: smallest }))
      }
    }
    return figures
  },
}

function rate(facts: FoldFacts, count: number): void {
  for (let first = 0; first < count; first += batchSize) foldUsage(batches[(first / batchSize) % batches.length] ?? [], facts)
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
    origin: 'dev_1',
    rateCards: [sampleRateCard(source, offer, 'Europe/London')],
    ownerSubscriptions: new Set(['sub_1']),
    payers: new Map(),
  }
}
