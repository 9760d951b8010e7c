import type { FoldedUsage } from './fold.ts'
import { combine, type UsageAggregate } from './usage-aggregate.ts'
import type { UsageDay } from './usage-series.ts'

/** What several folds come to together; their order changes nothing. */
export function mergeFolded(folds: readonly FoldedUsage[]): FoldedUsage {
  const events = folds.flatMap((fold) => fold.events ?? [])
  return {
    aggregates: mergedAggregates(folds.flatMap(({ aggregates }) => aggregates)),
    charges: folds.flatMap(({ charges }) => charges),
    ...(events.length === 0 ? {} : { events }),
    sources: folds.flatMap(({ sources }) => sources),
    unrated: folds.flatMap(({ unrated }) => unrated),
    series: mergedSeries(folds.flatMap(({ series }) => series)),
  }
}

function mergedAggregates(all: readonly UsageAggregate[]): readonly UsageAggregate[] {
  const merged = new Map<string, UsageAggregate>()
  for (const next of all) {
    const key = JSON.stringify([next.subscription, next.price, next.version, next.band, next.periodFromMs, next.cell])
    const before = merged.get(key)
    merged.set(key, before === undefined ? next : { ...next, ...combine(before, next) })
  }
  return [...merged.values()]
}

function mergedSeries(all: readonly UsageDay[]): readonly UsageDay[] {
  const merged = new Map<string, { readonly day: UsageDay; readonly quarters: Map<number, bigint> }>()
  for (const day of all) {
    const key = JSON.stringify([day.subscription, day.price, day.band, day.fromMs])
    const { quarters } = merged.get(key) ?? { quarters: new Map<number, bigint>() }
    for (const [quarter, quantity] of day.quarters) quarters.set(quarter, (quarters.get(quarter) ?? 0n) + quantity)
    merged.set(key, { day, quarters })
  }
  return [...merged.values()].map(({ day, quarters }) => ({ ...day, quarters }))
}
