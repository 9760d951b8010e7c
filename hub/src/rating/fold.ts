import type { TimeSpan } from '@octroi/shared/decisions/action'
import type { AuthorizationId, SubscriptionId } from '@octroi/shared/ids/id'
import { formatInstant } from '@octroi/shared/time/instant'
import type { Meter, ReadingMeter } from '../catalogue/meter.ts'
import type { ActionUsage, ReadingUsage, Usage } from '../usage/usage.ts'
import { fits } from './attribute.ts'
import type { Charge } from './charge.ts'
import { uncoveredQuantity } from './coverage.ts'
import type { OrderedEvent } from './free-events.ts'
import { inOneVersion } from './in-one-version.ts'
import { LineSums } from './line-sums.ts'
import { deviceOf, type Origin } from './origin.ts'
import { PriceInForce, pricesInForce, type Span, spanOf } from './price-in-force.ts'
import type { MeteredPrice, RateCard } from './rate-card.ts'
import { isFixed, rateEvent } from './rate-price.ts'
import type { Part } from './split.ts'
import type { Segment } from './timeline.ts'
import type { UnratedUsage, UsageAggregate } from './usage-aggregate.ts'
import { SeriesSums, type UsageDay } from './usage-series.ts'
import type { LineKey, UsageSource } from './usage-source.ts'

/** What a batch's usage comes to. */
export interface FoldedUsage {
  readonly aggregates: readonly UsageAggregate[]
  readonly charges: readonly Charge[]
  /** Events whose order decides what they cost. */
  readonly events?: readonly OrderedEvent[]
  /** Where the sums of readings come from; a charge says so of itself. */
  readonly sources: readonly UsageSource[]
  readonly unrated: readonly UnratedUsage[]
  /** By quarters of an hour: the same sums, for charts. */
  readonly series: readonly UsageDay[]
}

export interface FoldFacts {
  readonly origin: Origin
  /** The boot of the records, where another boot used their numbers too. */
  readonly overlap?: Uint8Array
  /** Of the device's owner or of who the event names, and of everybody who pays for an authorization among the usage. */
  readonly rateCards: readonly RateCard[]
  /** The prices of these cards, where they were made before: over a span that holds all of the usage. */
  readonly prices?: readonly PriceInForce[]
  readonly ownerSubscriptions: ReadonlySet<SubscriptionId>
  /** The device was another account's before: its cards say when it was whose. */
  readonly wasTransferred?: boolean
  readonly payers: ReadonlyMap<AuthorizationId, SubscriptionId>
}

/** Rates a batch's usage: sums per (subscription, price, version, band, period), and a charge for each authorized action. */
export function foldUsage(usages: readonly Usage[], facts: FoldFacts): FoldedUsage {
  const sums = new LineSums()
  const series = new SeriesSums()
  const unrated = new Map<string, UnratedUsage>()
  const charges: Charge[] = []
  const events: OrderedEvent[] = []
  const matchingOf = matcher(facts.prices ?? pricesInForce(facts.rateCards, spanOf(usages)), facts)
  for (const usage of usages) {
    const matching = matchingOf(usage)
    for (const inForce of matching.prices) {
      const { card, price } = inForce
      for (const [index, part] of inForce.parts(usage, facts.origin).entries()) {
        const records = index === 0 && !inForce.takesOver(usage) ? 1 : 0
        const sum = sums.of(part.segment, (segment) => lineOf(card, price, segment))
        if (part.cell === undefined) {
          sum.add(part.quantity, records)
          series.add(sum.line, spanOfPart(usage, part), part.quantity)
        } else sum.addTo(part.cell, part.quantity, records)
        if (usage.record !== 'opened' || usage.authorization === undefined) sum.source(usage.seq, records)
        if (price.free !== undefined) events.push(eventOf(sum.line, facts, usage, part))
        if (usage.record !== 'reading') charges.push(...chargesOf(facts.origin, card, price, usage, part))
      }
    }
    const left = uncoveredQuantity(usage, matching.rated)
    if (left !== 0n) addTo(unrated, unratedOf(usage, left))
  }
  const lines = sums.all()
  return {
    aggregates: lines.flatMap(({ aggregates }) => aggregates),
    charges,
    ...(events.length === 0 ? {} : { events }),
    sources: lines.flatMap((sum) => sum.sourcesIn(batchOf(facts))),
    unrated: [...unrated.values()],
    series: series.all(),
  }
}

function eventOf(line: LineKey, facts: FoldFacts, { seq, fromMs }: Usage, { quantity }: Part): OrderedEvent {
  return { ...line, ...batchOf(facts), seq, happenedAtMs: fromMs, quantity }
}

interface Matching {
  readonly prices: readonly PriceInForce[]
  /** When they are in force. */
  readonly rated: readonly TimeSpan[]
}

/** Which prices count a usage. The readings of a batch are mostly of one meter, so the last answer is kept. */
function matcher(priced: readonly PriceInForce[], facts: FoldFacts): (usage: Usage) => Matching {
  let last: { readonly usage: ReadingUsage; readonly matching: Matching } | undefined
  const match = (usage: Usage): Matching => {
    const prices = priced.filter(({ card, price }) => pays(card, usage, facts) && counts(price.meter, usage, facts.origin))
    return { prices: inOneVersion(prices, usage, facts.origin), rated: prices.map(({ rated }) => rated) }
  }
  return (usage) => {
    if (usage.record !== 'reading' || usage.attributes !== undefined) return match(usage)
    if (last === undefined || !isReadAlike(last.usage, usage)) last = { usage, matching: match(usage) }
    return last.matching
  }
}

function isReadAlike(left: ReadingUsage, right: ReadingUsage): boolean {
  return left.service === right.service && left.reading === right.reading && left.isFromEvents === right.isFromEvents
}

function batchOf({ origin, overlap }: FoldFacts): Pick<UsageSource, 'origin' | 'overlap'> {
  return overlap === undefined ? { origin } : { origin, overlap }
}

/** A usage that counts on a line, and how much of it does. */
export interface LineUsage<U extends Usage> {
  readonly usage: U
  readonly quantity: bigint
}

/** What of each usage of an origin counts on one line of a subscription's bill, as it was counted when it was rated. */
export function usageOnLine<U extends Usage>(
  card: RateCard,
  line: LineKey & { readonly origin: Origin },
  usages: readonly U[],
): readonly LineUsage<U>[] {
  const price = card.metered.find(({ key }) => key === line.price)
  if (price === undefined || card.version !== line.version) return []
  const inForce = new PriceInForce(card, price, spanOf(usages))
  return usages.flatMap((usage) => {
    const parts = counts(price.meter, usage, line.origin) ? inForce.parts(usage, line.origin) : []
    const onLine = parts.filter(({ segment: { band, periodFromMs } }) => band === line.band && periodFromMs === line.periodFromMs)
    return onLine.length === 0 ? [] : [{ usage, quantity: onLine.reduce((sum, { quantity }) => sum + quantity, 0n) }]
  })
}

/** Who pays for an authorized action was decided when it was granted; anything else is the owner's. */
function pays(card: RateCard, usage: Usage, { origin, ownerSubscriptions, payers, wasTransferred = false }: FoldFacts): boolean {
  const { id, device: only } = card.subscription
  if (usage.record !== 'reading' && !usage.isOwn) {
    return card.owned === undefined && usage.authorization !== undefined && payers.get(usage.authorization) === id
  }
  if (wasTransferred && card.owned === undefined) return false
  const device = deviceOf(origin)
  // Whom an event names was decided before: it knows of no device, or says which.
  return ownerSubscriptions.has(id) && (only === undefined || device === undefined || only === device)
}

/** The time of a usage that a part is for; of what happened at a moment, that moment or the nearest one in its segment. */
function spanOfPart({ record, fromMs, untilMs }: Usage, { segment }: Part): Span {
  const startMs = Math.min(Math.max(fromMs, segment.fromMs), segment.untilMs - 1)
  return { fromMs: startMs, untilMs: record === 'reading' ? Math.min(untilMs, segment.untilMs) : startMs }
}

function lineOf({ subscription, version }: RateCard, price: MeteredPrice, { band, periodFromMs }: Segment): LineKey {
  return { subscription: subscription.id, price: price.key, version, band, periodFromMs }
}

function unratedOf(usage: Usage, left: bigint): UnratedUsage {
  const { service, record, quantity } = usage
  return {
    service,
    meter: usage.record === 'reading' ? usage.reading : record,
    reason: 'no_subscription',
    quantity: left,
    records: left === quantity ? 1 : 0,
  }
}

/** Adds to the sum that differs in nothing but quantity and records. */
function addTo<S extends { readonly quantity: bigint; readonly records: number }>(sums: Map<string, S>, next: S): void {
  const { quantity, records, ...key } = next
  const name = Object.values(key).join(' ')
  const sum = sums.get(name)
  sums.set(name, sum === undefined ? next : { ...sum, quantity: sum.quantity + quantity, records: sum.records + records })
}

function chargesOf(
  origin: Origin,
  { subscription, version, currency }: RateCard,
  price: MeteredPrice,
  { seq, authorization, fromMs, untilMs }: ActionUsage,
  { segment, quantity }: Part,
): readonly Charge[] {
  const device = deviceOf(origin)
  if (device === undefined || authorization === undefined || !isFixed(price)) return []
  const { exact, explanation } = rateEvent(price, segment.band, quantity)
  const doubt =
    fromMs === untilMs
      ? []
      : [`at a time the device did not know, between ${formatInstant(fromMs)} and ${formatInstant(untilMs)}`]
  const { periodFromMs } = segment
  const what = { subscription: subscription.id, price: price.key, version, band: segment.band, device, seq, authorization }
  return [{ ...what, happenedAtMs: fromMs, periodFromMs, quantity, exact, currency, explanation: [...explanation, ...doubt] }]
}

function reads({ reading, from }: ReadingMeter, usage: ReadingUsage): boolean {
  return reading === usage.reading && (from === 'events') === (usage.isFromEvents === true)
}

/** Whether a meter counts this usage. */
export function counts(meter: Meter, usage: Usage, origin: Origin): boolean {
  if (meter.service !== usage.service || meter.record !== usage.record) return false
  if (meter.record === 'reading' && (usage.record !== 'reading' || !reads(meter, usage))) return false
  return fits(meter.where, usage, origin)
}
