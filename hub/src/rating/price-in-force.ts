import type { TimeSpan } from '@octroi/shared/decisions/action'
import type { DeviceId } from '@octroi/shared/ids/id'
import { compare, type Rational } from '@octroi/shared/money/rational'
import type { Cycle } from '@octroi/shared/time/period'
import { offsetSpans, type Zone } from '@octroi/shared/time/zone'
import type { ReadingUsage, Usage } from '../usage/usage.ts'
import { fits } from './attribute.ts'
import { byDay } from './by-day.ts'
import { actionPart, type CountedPart, type LocalTime, readingParts } from './counted-parts.ts'
import { isPlain, type MeteredPrice, type RateCard, spanOfPrice } from './rate-card.ts'
import { rateEvent } from './rate-price.ts'
import { split } from './split.ts'
import { notInForce, type Segment, timeline } from './timeline.ts'

export interface Span {
  readonly fromMs: number
  readonly untilMs: number
}

const partedByTime: readonly string[] = ['sum', 'duration', 'max']

/** No version of a card that rates usage is without a time; one that never rates a price counts nothing on it. */
const never: TimeSpan = { fromMs: 0, untilMs: 0 }

/** What of a time a subscription is in force. */
function inForce({ fromMs: begins, untilMs: ends }: TimeSpan, { fromMs, untilMs }: TimeSpan): TimeSpan {
  const endMs = Math.min(ends ?? Number.POSITIVE_INFINITY, untilMs ?? Number.POSITIVE_INFINITY)
  return { fromMs: Math.max(begins, fromMs), ...(endMs === Number.POSITIVE_INFINITY ? {} : { untilMs: endMs }) }
}

/** A price with its timeline over a span, made once for a whole batch. */
export class PriceInForce {
  readonly card: RateCard
  readonly price: MeteredPrice
  /** When this version rates it. */
  readonly rated: TimeSpan
  private readonly device: DeviceId
  private readonly span: Span
  private readonly isPlain: boolean
  /** Whether one of several versions rates a reading whole, however long it takes. */
  private readonly isSession: boolean
  /** Whether each of several versions counts its part of a reading. */
  private readonly isParted: boolean
  /** By which of the bands are open to a usage; where none asks for attributes there is but one. */
  private readonly segmentsOf = new Map<string, readonly Segment[]>()
  private readonly always: readonly Segment[] | undefined
  private local: LocalTime | undefined

  constructor(card: RateCard, price: MeteredPrice, { device, span }: { readonly device: DeviceId; readonly span: Span }) {
    this.card = card
    this.price = price
    this.rated = inForce(card.subscription, spanOfPrice(card, price.key) ?? never)
    this.device = device
    this.span = span
    this.isPlain = isPlain(price)
    this.isSession = price.steps.size > 0 && card.spans !== undefined
    this.isParted = !this.isSession && partedByTime.includes(price.meter.aggregation)
    const asksAttributes = price.bands?.some(({ where }) => where !== undefined) === true
    this.always = asksAttributes ? undefined : this.segmentsIn(price)
  }

  /** What of a usage counts, and where. */
  parts(usage: Usage): readonly CountedPart[] {
    const segments = this.always ?? this.segmentsFor(usage)
    const { fromMs, untilMs, quantity } = usage
    if (usage.record === 'reading') {
      if (this.isSession && !this.endsHere(usage)) return []
      if (!this.isPlain) return readingParts(usage, this.factsOf(segments))
      return split(segments, fromMs, untilMs, quantity).filter(({ segment }) => segment.band !== notInForce)
    }
    const touched = segments.filter((each) => each.fromMs <= untilMs && fromMs < each.untilMs && each.band !== notInForce)
    const segment = cheapest(this.price, touched, quantity)
    return segment === undefined ? [] : [actionPart({ segment, quantity }, usage, this.factsOf(segments))]
  }

  /** Whether a usage began under another version, which counted the record. */
  takesOver({ fromMs }: Usage): boolean {
    return fromMs < this.rated.fromMs && this.rated.fromMs > this.card.subscription.fromMs && this.isParted
  }

  /** A session is rounded up once, by the version in which it ends, which takes all of it. */
  private segmentsIn(price: Pick<MeteredPrice, 'bands' | 'holidays' | 'maximumPerDay' | 'steps'>): readonly Segment[] {
    const { subscription, cycle } = this.card
    return segmentsInForce(cycle, price.steps.size > 0 ? subscription : this.rated, price, this.span)
  }

  private endsHere({ fromMs, untilMs }: ReadingUsage): boolean {
    const lastMs = Math.max(fromMs, untilMs - 1)
    return this.rated.fromMs <= lastMs && lastMs < (this.rated.untilMs ?? Number.POSITIVE_INFINITY)
  }

  private factsOf(segments: readonly Segment[]) {
    this.local ??= localTime(this.card.subscription.zone, this.span)
    return { price: this.price, segments, local: this.local, device: this.device, cycle: this.card.cycle }
  }

  private segmentsFor(usage: Usage): readonly Segment[] {
    const { bands = [] } = this.price
    const open = bands.filter(({ where }) => fits(where, usage, this.device))
    const name = open.map((band) => band.name).join(' ')
    const known = this.segmentsOf.get(name)
    if (known !== undefined) return known
    const segments = this.segmentsIn({ ...this.price, bands: open })
    this.segmentsOf.set(name, segments)
    return segments
  }
}

/** In doubt about when it happened, the customer has the benefit; among equals the latest, whose period is still open. */
function cheapest(price: MeteredPrice, segments: readonly Segment[], quantity: bigint): Segment | undefined {
  if (segments.length < 2) return segments[0]
  const costIn = ({ band }: Segment): Rational => rateEvent(price, band, quantity).exact
  return segments.toSorted((left, right) => compare(costIn(left), costIn(right)) || right.fromMs - left.fromMs)[0]
}

function segmentsInForce(
  cycle: Cycle,
  rated: TimeSpan,
  { bands, holidays, maximumPerDay }: Pick<MeteredPrice, 'bands' | 'holidays' | 'maximumPerDay'>,
  span: Span,
): readonly Segment[] {
  const fromMs = Math.min(Math.max(span.fromMs, rated.fromMs), span.untilMs)
  const untilMs = Math.max(Math.min(span.untilMs, rated.untilMs ?? span.untilMs), fromMs)
  const outside = (from: number, until: number): readonly Segment[] =>
    from < until ? [{ fromMs: from, untilMs: until, periodFromMs: from, band: notInForce }] : []
  const segments = timeline(cycle, bands, fromMs, untilMs, holidays)
  const cut = maximumPerDay === undefined ? segments : byDay(segments, cycle.zone)
  return [...outside(span.fromMs, fromMs), ...cut, ...outside(untilMs, span.untilMs)]
}

/** The clock changes of a span, looked up once for all records in it. */
function localTime(zone: Zone, { fromMs, untilMs }: Span): LocalTime {
  const spans = offsetSpans(zone, fromMs, untilMs)
  return { offsetAt: (ms) => spans.find((span) => ms < span.untilMs)?.offsetMs ?? spans.at(-1)?.offsetMs ?? 0 }
}
