import type { SubscriptionId } from '@octroi/shared/ids/id'
import { dayMs } from '@octroi/shared/time/zone'
import { roundedShare } from './split.ts'
import type { LineKey } from './usage-source.ts'

/** A quarter of an hour: in every zone of today, days and hours begin with one. */
export const quarterMs = 900_000

/** What a price counted in one band on one day of UTC, by quarters of an hour: what charts are drawn from. */
export interface UsageDay {
  readonly subscription: SubscriptionId
  readonly price: string
  readonly band: string
  readonly fromMs: number
  /** A quarter's number in the day, from 0, to what it counted, in 1e-9 of the meter's unit. */
  readonly quarters: ReadonlyMap<number, bigint>
}

/** A reading of a longer time says nothing of its hours: it stands where it begins. */
const spreadMsAtMost = 7 * dayMs

type Quarters = Map<number, bigint>

/** Whatever version a price is at, what it counts is one series, and it goes on over the end of a period. */
type DrawnLine = Pick<LineKey, 'subscription' | 'price' | 'band'>

interface Series {
  readonly line: DrawnLine
  readonly quarters: Quarters
}

/** The running series of a batch. A line is one object for all that falls on it, so its name is made once. */
export class SeriesSums {
  private readonly byName = new Map<string, Series>()
  private readonly byLine = new Map<DrawnLine, Quarters>()

  /** Spreads a quantity evenly over the quarters it was used in, in whole units and so that they sum to it. */
  add(line: DrawnLine, { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number }, quantity: bigint): void {
    const quarters = this.byLine.get(line) ?? this.quartersOf(line)
    const first = Math.floor(fromMs / quarterMs)
    const last = Math.max(first, Math.floor((untilMs - 1) / quarterMs))
    if (first === last || untilMs - fromMs > spreadMsAtMost) return addAt(quarters, first, quantity)
    const wholeMs = BigInt(untilMs - fromMs)
    let given = 0n
    for (let quarter = first; quarter < last; quarter++) {
      const soFar = roundedShare(quantity, BigInt((quarter + 1) * quarterMs - fromMs), wholeMs)
      addAt(quarters, quarter, soFar - given)
      given = soFar
    }
    addAt(quarters, last, quantity - given)
  }

  all(): readonly UsageDay[] {
    return [...this.byName.values()].flatMap(({ line: { subscription, price, band }, quarters }) =>
      [...byDay(quarters)].map(([fromMs, ofDay]) => ({ subscription, price, band, fromMs, quarters: ofDay })),
    )
  }

  private quartersOf(line: DrawnLine): Quarters {
    const name = `${line.subscription} ${line.price} ${line.band}`
    const series = this.byName.get(name) ?? { line, quarters: new Map() }
    this.byName.set(name, series)
    this.byLine.set(line, series.quarters)
    return series.quarters
  }
}

function addAt(quarters: Quarters, quarter: number, quantity: bigint): void {
  quarters.set(quarter, (quarters.get(quarter) ?? 0n) + quantity)
}

const quartersPerDay = dayMs / quarterMs

function byDay(quarters: Quarters): ReadonlyMap<number, Quarters> {
  const days = new Map<number, Quarters>()
  for (const [quarter, quantity] of quarters) {
    const day = Math.floor(quarter / quartersPerDay)
    const ofDay = days.get(day * dayMs) ?? new Map<number, bigint>()
    days.set(day * dayMs, ofDay.set(quarter - day * quartersPerDay, quantity))
  }
  return days
}
