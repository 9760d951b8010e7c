import type { FoldedUsage } from './fold.ts'
import { inOrder, type OrderedEvent } from './free-events.ts'
import type { RateCard } from './rate-card.ts'
import { combine, type UsageAggregate } from './usage-aggregate.ts'

/** What a period comes to, as a draft is drawn from it. */
export interface PeriodCounts {
  readonly aggregates: readonly UsageAggregate[]
  readonly firstEvents: readonly OrderedEvent[]
}

/** Adds folded usage up as the stores do, batch by batch, for what is counted again and kept nowhere. */
export class Recount {
  private readonly sums = new Map<string, UsageAggregate>()
  /** The first events of each price and period whose order decides, as many as may be free. */
  private readonly first = new Map<string, readonly OrderedEvent[]>()
  private readonly freeOf: ReadonlyMap<string, number>

  constructor({ metered }: Pick<RateCard, 'metered'>) {
    this.freeOf = new Map(metered.flatMap(({ key, free }) => (free === undefined ? [] : [[key, free.events] as const])))
  }

  add({ aggregates, events = [] }: Pick<FoldedUsage, 'aggregates' | 'events'>): void {
    for (const next of aggregates) {
      const name = [next.price, next.band, next.periodFromMs, next.cell ?? ''].join(' ')
      const before = this.sums.get(name)
      this.sums.set(name, before === undefined ? next : { ...next, ...combine(before, next) })
    }
    for (const event of events) {
      const name = `${event.price} ${event.periodFromMs}`
      const first = [...(this.first.get(name) ?? []), event].toSorted(inOrder)
      this.first.set(name, first.slice(0, this.freeOf.get(event.price) ?? 0))
    }
  }

  inPeriod(periodFromMs: number): PeriodCounts {
    const isIn = (each: { readonly periodFromMs: number }): boolean => each.periodFromMs === periodFromMs
    return {
      aggregates: [...this.sums.values()].filter(isIn),
      firstEvents: [...this.first.values()].flat().filter(isIn),
    }
  }
}
