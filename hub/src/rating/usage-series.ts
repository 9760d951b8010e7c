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

/** By the first millisecond of each day of UTC, and by the number of the quarter in it. */
type Days = Map<number, Map<number, bigint>>

/** Whatever version a price is at, what it counts is one series, and it goes on over the end of a period. */
type DrawnLine = Pick<LineKey, 'subscription' | 'price' | 'band'>

interface Series {
  readonly line: DrawnLine
  readonly days: Days
}

/** The running series of a batch. A line is one object for all that falls on it, so its name is made once. */
export class SeriesSums {
  private readonly byName = new Map<string, Series>()
  private readonly byLine = new Map<DrawnLine, Days>()

  /** Spreads a quantity evenly over the quarters it was used in, in whole units and so that they sum to it. */
  add(line: DrawnLine, { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number }, quantity: bigint): void {
    const days = this.byLine.get(line) ?? this.daysOf(line)
    const first = Math.floor(fromMs / quarterMs)
    const last = Math.max(first, Math.floor((untilMs - 1) / quarterMs))
    if (first === last || untilMs - fromMs > spreadMsAtMost) return addAt(days, first, quantity)
    const wholeMs = BigInt(untilMs - fromMs)
    let given = 0n
    for (let quarter = first; quarter < last; quarter++) {
      const soFar = roundedShare(quantity, BigInt((quarter + 1) * quarterMs - fromMs), wholeMs)
      addAt(days, quarter, soFar - given)
      given = soFar
    }
    addAt(days, last, quantity - given)
  }

  all(): readonly UsageDay[] {
    return [...this.byName.values()].flatMap(({ line: { subscription, price, band }, days }) =>
      [...days].map(([fromMs, quarters]) => ({ subscription, price, band, fromMs, quarters })),
    )
  }

  private daysOf(line: DrawnLine): Days {
    const name = `${line.subscription} ${line.price} ${line.band}`
    const series = this.byName.get(name) ?? { line, days: new Map() }
    this.byName.set(name, series)
    this.byLine.set(line, series.days)
    return series.days
  }
}

const quartersPerDay = dayMs / quarterMs

function addAt(days: Days, quarter: number, quantity: bigint): void {
  const day = Math.floor(quarter / quartersPerDay)
  const inDay = quarter - day * quartersPerDay
  let quarters = days.get(day * dayMs)
  if (quarters === undefined) days.set(day * dayMs, (quarters = new Map()))
  quarters.set(inDay, (quarters.get(inDay) ?? 0n) + quantity)
}
