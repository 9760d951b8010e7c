import type { TimeSpan } from '@octroi/shared/decisions/action'
import { compare, type Rational } from '@octroi/shared/money/rational'
import type { Cycle } from '@octroi/shared/time/period'
import { offsetSpans, type Zone } from '@octroi/shared/time/zone'
import type { ReadingUsage, Usage } from '../usage/usage.ts'
import { fits } from './attribute.ts'
import { byDay } from './by-day.ts'
import { actionPart, type CountedPart, type LocalTime, readingParts } from './counted-parts.ts'
import type { Origin } from './origin.ts'
import { isPlain, type MeteredPrice, type RateCard, spanOfPrice } from './rate-card.ts'
import { ratesPriceWithin } from './rate-cards.ts'
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

/** A price with its timeline over a span, made once for all usage in it, whoever tells it. */
export class PriceInForce {
  readonly card: RateCard
  readonly price: MeteredPrice
  /** When this version rates it. */
  readonly rated: TimeSpan
  /** When the subscription is in force and the device is its account's. */
  private readonly owned: TimeSpan
  private readonly span: Span
  private readonly isPlain: boolean
  /** Whether one of several versions rates a reading whole, however long it takes. */
  private readonly isSession: boolean
  /** Whether each of several versions counts its part of a reading. */
  private readonly isParted: boolean
  /** By which of the bands are open to a usage; where none asks for attributes there is but one. */
  private readonly segmentsOf = new Map<string, readonly Segment[]>()
  private readonly asksAttributes: boolean
  private always: readonly Segment[] | undefined
  private local: LocalTime | undefined

  constructor(card: RateCard, price: MeteredPrice, span: Span) {
    this.card = card
    this.price = price
    this.owned = card.owned === undefined ? card.subscription : inForce(card.owned, card.subscription)
    this.rated = inForce(this.owned, spanOfPrice(card, price.key) ?? never)
    this.span = span
    this.isPlain = isPlain(price)
    this.isSession = price.steps.size > 0 && card.spans !== undefined
    this.isParted = !this.isSession && partedByTime.includes(price.meter.aggregation)
    this.asksAttributes = price.bands?.some(({ where }) => where !== undefined) === true
  }

  /** What of a usage counts, and where. */
  parts(usage: Usage, origin: Origin): readonly CountedPart[] {
    const segments = this.segmentsFor(usage, origin)
    const { fromMs, untilMs, quantity } = usage
    if (usage.record === 'reading') {
      if (this.isSession && !this.endsHere(usage)) return []
      if (!this.isPlain) return readingParts(usage, this.factsOf(segments, origin))
      return split(segments, fromMs, untilMs, quantity).filter(({ segment }) => segment.band !== notInForce)
    }
    const touched = segments.filter((each) => each.fromMs <= untilMs && fromMs < each.untilMs && each.band !== notInForce)
    const segment = cheapest(this.price, touched, quantity)
    return segment === undefined ? [] : [actionPart({ segment, quantity }, usage, this.factsOf(segments, origin))]
  }

  /** Whether a usage began under another version, which counted the record. */
  takesOver({ fromMs }: Usage): boolean {
    return fromMs < this.rated.fromMs && this.rated.fromMs > this.owned.fromMs && this.isParted
  }

  /** A session is rounded up once, by the version in which it ends, which takes all of it. */
  private segmentsIn(price: Pick<MeteredPrice, 'bands' | 'holidays' | 'maximumPerDay' | 'steps'>): readonly Segment[] {
    return segmentsInForce(this.card.cycle, price.steps.size > 0 ? this.owned : this.rated, price, this.span)
  }

  private endsHere({ fromMs, untilMs }: ReadingUsage): boolean {
    const lastMs = Math.max(fromMs, untilMs - 1)
    return this.rated.fromMs <= lastMs && lastMs < (this.rated.untilMs ?? Number.POSITIVE_INFINITY)
  }

  private factsOf(segments: readonly Segment[], origin: Origin) {
    this.local ??= localTime(this.card.subscription.zone, this.span)
    return { price: this.price, segments, local: this.local, origin, cycle: this.card.cycle }
  }

  private segmentsFor(usage: Usage, origin: Origin): readonly Segment[] {
    if (!this.asksAttributes) {
      this.always ??= this.segmentsIn(this.price)
      return this.always
    }
    const { bands = [] } = this.price
    const open = bands.filter(({ where }) => fits(where, usage, origin))
    const name = open.map((band) => band.name).join(' ')
    const known = this.segmentsOf.get(name)
    if (known !== undefined) return known
    const segments = this.segmentsIn({ ...this.price, bands: open })
    this.segmentsOf.set(name, segments)
    return segments
  }
}

/** Every price of these cards that has a say in a span. */
export function pricesInForce(cards: readonly RateCard[], span: Span): readonly PriceInForce[] {
  return cards.flatMap((card) =>
    card.metered
      .filter(({ key }) => card.spans === undefined || ratesPriceWithin(card, key, span))
      .map((price) => new PriceInForce(card, price, span)),
  )
}

/** From the earliest usage to the latest. */
export function spanOf(usages: readonly Span[]): Span {
  let [fromMs, untilMs] = [Number.MAX_SAFE_INTEGER, 0]
  for (const usage of usages) {
    fromMs = Math.min(fromMs, usage.fromMs)
    untilMs = Math.max(untilMs, usage.untilMs + 1)
  }
  return { fromMs, untilMs }
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
