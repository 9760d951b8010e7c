import type { SeqRange } from '@octroi/shared/wire/messages/journal'
import type { Cell } from './counted-parts.ts'
import type { Segment } from './timeline.ts'
import { combine, type UsageAggregate } from './usage-aggregate.ts'
import type { LineKey, UsageSource } from './usage-source.ts'

/** The running sum of one line over a batch. It is added to in place: a batch adds to few lines, many times. */
export class LineSum {
  readonly line: LineKey
  private quantity = 0n
  private records = 0
  /** Where the line is counted in cells, by their names. */
  private cells: Map<string, UsageAggregate> | undefined
  /** Records whose sources are noted, and which they are. */
  private sourced = 0
  private readonly seqs: { first: number; last: number }[] = []

  constructor(line: LineKey) {
    this.line = line
  }

  add(quantity: bigint, records: number): void {
    this.quantity += quantity
    this.records += records
  }

  addTo({ name, keep }: Cell, quantity: bigint, records: number): void {
    this.cells ??= new Map()
    const next = { ...this.line, cell: name, quantity, records, ...(keep === undefined ? {} : { keep }) }
    const before = this.cells.get(name)
    this.cells.set(name, before === undefined ? next : { ...next, ...combine(before, next) })
  }

  /** Records come in the order of their journal; one that is split over several lines, or parts of one, comes again. */
  source(seq: number, records: number): void {
    this.sourced += records
    const last = this.seqs.at(-1)
    if (last?.last === seq) return
    if (last?.last === seq - 1) last.last = seq
    else this.seqs.push({ first: seq, last: seq })
  }

  get aggregates(): readonly UsageAggregate[] {
    if (this.cells !== undefined) return [...this.cells.values()]
    return [{ ...this.line, quantity: this.quantity, records: this.records }]
  }

  sourcesIn(batch: Pick<UsageSource, 'device' | 'overlap'>): readonly UsageSource[] {
    const seqs: readonly SeqRange[] = this.seqs
    return seqs.length === 0 ? [] : [{ ...this.line, ...batch, seqs, records: this.sourced }]
  }
}

/**
 * The sums of a batch. Each is found by its segment, which is one object for all records that fall into it; only the first
 * of them makes the line's name.
 */
export class LineSums {
  private readonly byName = new Map<string, LineSum>()
  private readonly bySegment = new Map<Segment, LineSum>()

  of(segment: Segment, lineOf: (segment: Segment) => LineKey): LineSum {
    const known = this.bySegment.get(segment)
    if (known !== undefined) return known
    const line = lineOf(segment)
    const name = `${line.subscription} ${line.price} ${line.version} ${line.band} ${line.periodFromMs}`
    const sum = this.byName.get(name) ?? new LineSum(line)
    this.byName.set(name, sum)
    this.bySegment.set(segment, sum)
    return sum
  }

  all(): readonly LineSum[] {
    return [...this.byName.values()]
  }
}
