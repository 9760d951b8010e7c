import type { DeviceId } from '@octroi/shared/ids/id'
import { oneUnit } from '@octroi/shared/money/quantity'
import type { Cycle } from '@octroi/shared/time/period'
import type { ReadingUsage, Usage } from '../usage/usage.ts'
import { attributeOf } from './attribute.ts'
import { isCalendarMonths } from './billing-cycle.ts'
import { inUnitsOf } from './in-units-of.ts'
import { eventPrice } from './models/percentage.ts'
import { stepUp } from './models/step.ts'
import type { MeteredPrice } from './rate-card.ts'
import { type Part, split } from './split.ts'
import { notInForce, type Segment, segmentIndexAt } from './timeline.ts'
import type { Keep } from './usage-aggregate.ts'

/** Where in its line a part is counted, where the line is counted in several. */
export interface Cell {
  readonly name: string
  readonly keep?: Keep
}

export interface CountedPart extends Part {
  readonly cell?: Cell
}

/** Where local days and hours begin, for the windows of `max` and `unique`. */
export interface LocalTime {
  readonly offsetAt: (ms: number) => number
}

export interface CountingFacts {
  readonly price: MeteredPrice
  readonly segments: readonly Segment[]
  readonly local: LocalTime
  readonly device: DeviceId
  readonly cycle: Cycle
}

/** What a reading counts by the aggregation of its meter, in each segment that it touches. */
export function readingParts(usage: ReadingUsage, facts: CountingFacts): readonly CountedPart[] {
  return aggregatedParts(usage, facts).map((part) => inDayCell(part, facts))
}

function aggregatedParts(usage: ReadingUsage, facts: CountingFacts): readonly CountedPart[] {
  const { price, segments } = facts
  const { fromMs, untilMs, quantity } = usage
  switch (price.meter.aggregation) {
    case 'sum':
      if (price.free !== undefined || hasEventPrices(price)) return atOnce(segments, fromMs, quantity).map(classed(price))
      return stepped(price, inForce(split(segments, fromMs, untilMs, quantity)))
    case 'duration':
      return stepped(price, inForce(split(segments, fromMs, untilMs, BigInt(untilMs - fromMs) * nanosPerMs)))
    case 'count':
      return atOnce(segments, fromMs, oneUnit)
    case 'max':
      return touched(segments, usage).map((segment) => ({
        segment,
        quantity,
        cell: { name: windowOf(facts, Math.max(segment.fromMs, fromMs), usage), keep: { which: 'greatest' } },
      }))
    case 'latest': {
      const place = `${String(untilMs).padStart(15, '0')} ${facts.device} ${String(usage.seq).padStart(15, '0')}`
      const cell: Cell = { name: scopeOf(facts, usage), keep: { which: 'latest', place } }
      return atOnce(segments, Math.max(fromMs, untilMs - 1), quantity).map((part) => ({ ...part, cell }))
    }
    case 'unique':
      return atOnce(segments, fromMs, oneUnit).map((part) => inValueCell(part, usage, facts))
  }
}

/** What an action counts, of which only one segment is known. */
export function actionPart(part: Part, usage: Usage, facts: CountingFacts): CountedPart {
  return facts.price.meter.aggregation === 'unique' ? inValueCell(part, usage, facts) : inDayCell(part, facts)
}

/** What a price limits by the day is counted by the day, for each device apart. */
function inDayCell(part: CountedPart, { price, device }: CountingFacts): CountedPart {
  const { day } = part.segment
  return price.maximumPerDay === undefined || day === undefined ? part : { ...part, cell: { name: `day ${day} ${device}` } }
}

/** A value that is told again counts again only where it is counted apart: its cell then keeps one. */
function inValueCell({ segment, quantity }: Part, usage: Usage, facts: CountingFacts): CountedPart {
  const { of = 'device' } = facts.price.meter
  const value = attributeOf(usage, of, facts.device) ?? ''
  const name = [windowOf(facts, usage.fromMs, usage), value].filter((part) => part !== '').join(' ')
  return { segment, quantity: value === '' ? 0n : quantity, cell: { name, keep: { which: 'greatest' } } }
}

/** A millisecond in 1e-9 of a second. */
const nanosPerMs = 1_000_000n

function inForce(parts: readonly Part[]): readonly Part[] {
  return parts.filter(({ segment }) => segment.band !== notInForce)
}

/** What happened at one moment falls whole into its segment. */
function atOnce(segments: readonly Segment[], ms: number, quantity: bigint): readonly Part[] {
  const segment = segments[segmentIndexAt(segments, ms)]
  return segment === undefined || segment.band === notInForce ? [] : [{ segment, quantity }]
}

function touched(segments: readonly Segment[], { fromMs, untilMs }: ReadingUsage): readonly Segment[] {
  const first = segmentIndexAt(segments, fromMs)
  const last = segmentIndexAt(segments, Math.max(fromMs, untilMs - 1))
  return segments.slice(first, last + 1).filter(({ band }) => band !== notInForce)
}

/** A session is rated in the period in which it ends: rounded up once, by the step of the band it ends in, which takes what is added. */
function stepped(price: MeteredPrice, parts: readonly Part[]): readonly Part[] {
  const last = parts.at(-1)
  const step = last === undefined ? undefined : price.steps.get(last.segment.band)
  if (last === undefined || step === undefined) {
    return price.steps.size === 0 || last === undefined ? parts : inPeriodOf(last.segment, parts)
  }
  const total = parts.reduce((sum, { quantity }) => sum + quantity, 0n)
  const added = stepUp(total, { step, least: price.minimumStep }) - total
  return inPeriodOf(last.segment, [...parts.slice(0, -1), { segment: last.segment, quantity: last.quantity + added }])
}

function inPeriodOf({ periodFromMs }: Segment, parts: readonly Part[]): readonly Part[] {
  return parts.map(({ segment, quantity }) => ({
    segment: segment.periodFromMs === periodFromMs ? segment : { ...segment, periodFromMs },
    quantity,
  }))
}

/** Whether each event has a price of its own, beside what its value adds to the sum. */
function hasEventPrices({ rates }: MeteredPrice): boolean {
  return [...rates.values()].some(({ model }) => model === 'percentage')
}

/** Events that cost what an event costs at least, or at most, are only counted: their value changes nothing. */
function classed(price: MeteredPrice): (part: Part) => CountedPart {
  return ({ segment, quantity }) => {
    const rate = price.rates.get(segment.band)
    if (rate?.model !== 'percentage') return { segment, quantity }
    return { segment, quantity, cell: { name: eventPrice(rate, inUnitsOf(price, quantity)) } }
  }
}

function windowOf(facts: CountingFacts, ms: number, usage: Usage): string {
  return [windowName(facts, ms), scopeOf(facts, usage)].filter((part) => part !== '').join(' ')
}

/** A local day is one window whatever its clocks do; an hour that comes twice is two. A period needs no name in itself. */
function windowName({ price, local: { offsetAt }, cycle }: CountingFacts, ms: number): string {
  const { window } = price.meter
  if (window === undefined || (window === 'month' && isCalendarMonths(cycle))) return ''
  const local = ms + offsetAt(ms)
  if (window === 'month') return `month ${new Date(local).toISOString().slice(0, -'-01T00:00:00.000Z'.length)}`
  return window === 'day' ? `day ${Math.floor(local / dayMs)}` : `hour ${ms - (local % hourMs)}`
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs

function scopeOf({ price: { meter }, device }: CountingFacts, usage: Usage): string {
  return meter.scope === 'subscription' ? '' : (attributeOf(usage, 'device', device) ?? '')
}
