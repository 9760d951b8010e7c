import { freeParts, type OrderedEvent } from './free-events.ts'
import { inUnitsOf } from './in-units-of.ts'
import { eventPrice } from './models/percentage.ts'
import type { EventCounts } from './models/rated.ts'
import { stepUp } from './models/step.ts'
import type { MeteredPrice } from './rate-card.ts'
import type { UsageAggregate } from './usage-aggregate.ts'

/** What a band of a period comes to before it is priced. */
export interface Measured {
  /** All that was used, in 1e-9 of the meter's unit. */
  readonly quantity: bigint
  /** What of it is not priced, because it is free or because its events have prices of their own. */
  readonly unpriced: bigint
  readonly events?: EventCounts
  /** How many of the first events are free, wholly or in part, and how much of their quantity. */
  readonly free?: { readonly events: number; readonly quantity: bigint }
}

/** The bands of a price from its cells, and from its first events where their order decides. */
export function measured(
  price: MeteredPrice,
  aggregates: readonly UsageAggregate[],
  firstEvents: readonly OrderedEvent[] = [],
): ReadonlyMap<string, Measured> {
  const free = price.free === undefined ? [] : freeParts(firstEvents, price.free)
  const bands = [...new Set(aggregates.map(({ band }) => band))]
  return new Map(
    bands.map((band) => {
      const cells = aggregates.filter((each) => each.band === band)
      const freed = free.filter(({ event }) => event.band === band)
      return [band, ofBand(price, band, cells, freed)]
    }),
  )
}

/** The same of every day that is counted apart. */
export function measuredByDay(
  price: MeteredPrice,
  aggregates: readonly UsageAggregate[],
): readonly ReadonlyMap<string, Measured>[] {
  if (price.maximumPerDay === undefined) return []
  const days = new Set(aggregates.map(({ cell }) => cell))
  return [...days].map((day) =>
    measured(
      price,
      aggregates.filter(({ cell }) => cell === day),
    ),
  )
}

function ofBand(
  price: MeteredPrice,
  band: string,
  cells: readonly UsageAggregate[],
  freed: ReturnType<typeof freeParts>,
): Measured {
  const step = price.meter.aggregation === 'max' ? price.steps.get(band) : undefined
  const quantity = cells.reduce((sum, cell) => {
    return sum + (step === undefined ? cell.quantity : stepUp(cell.quantity, { step, least: price.minimumStep }))
  }, 0n)
  const freeQuantity = freed.reduce((sum, part) => sum + part.free, 0n)
  const free = freed.length === 0 ? {} : { free: { events: freed.length, quantity: freeQuantity } }
  if (price.rates.get(band)?.model !== 'percentage') return { quantity, unpriced: freeQuantity, ...free }
  const { counts, priced } = eventCounts(price, band, cells, freed)
  return { quantity, unpriced: quantity - priced, events: counts, ...free }
}

interface Counted {
  readonly counts: EventCounts
  /** The value that the percentage is of. */
  readonly priced: bigint
}

/** Moves what is free out of the count it was taken into when it came; what is left of an event is priced anew. */
function eventCounts(
  price: MeteredPrice,
  band: string,
  cells: readonly UsageAggregate[],
  freed: ReturnType<typeof freeParts>,
): Counted {
  const rate = price.rates.get(band)
  const counts = { byValue: 0, atMinimum: 0, atMaximum: 0 }
  let priced = 0n
  for (const { cell, quantity, records } of cells) {
    const name = (cell ?? 'byValue') as keyof EventCounts
    counts[name] += records
    if (name === 'byValue') priced += quantity
  }
  for (const { event, free } of freed) {
    if (rate?.model !== 'percentage') break
    const before = eventPrice(rate, inUnitsOf(price, event.quantity))
    counts[before] -= 1
    if (before === 'byValue') priced -= event.quantity
    if (free === event.quantity) continue
    const after = eventPrice(rate, inUnitsOf(price, event.quantity - free))
    counts[after] += 1
    if (after === 'byValue') priced += event.quantity - free
  }
  return { counts, priced }
}
