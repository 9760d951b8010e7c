import type { TimeSpan } from '@octroi/shared/decisions/action'
import type { AuthorizationId, DeviceId, SubscriptionId } from '@octroi/shared/ids/id'
import { formatInstant } from '@octroi/shared/time/instant'
import type { Meter } from '../catalogue/meter.ts'
import type { ActionUsage, Usage } from '../usage/usage.ts'
import { fits } from './attribute.ts'
import type { Charge } from './charge.ts'
import { uncoveredQuantity } from './coverage.ts'
import type { OrderedEvent } from './free-events.ts'
import { inOneVersion } from './in-one-version.ts'
import { LineSums } from './line-sums.ts'
import { PriceInForce, type Span } from './price-in-force.ts'
import type { MeteredPrice, RateCard } from './rate-card.ts'
import { ratesPriceWithin } from './rate-cards.ts'
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
  readonly device: DeviceId
  /** The boot of the records, where another boot used their numbers too. */
  readonly overlap?: Uint8Array
  /** Of the device's owner, and of everybody who pays for an authorization among the usage. */
  readonly rateCards: readonly RateCard[]
  readonly ownerSubscriptions: ReadonlySet<SubscriptionId>
  readonly payers: ReadonlyMap<AuthorizationId, SubscriptionId>
}

/** Rates a batch's usage: sums per (subscription, price, version, band, period), and a charge for each authorized action. */
export function foldUsage(usages: readonly Usage[], facts: FoldFacts): FoldedUsage {
  const sums = new LineSums()
  const series = new SeriesSums()
  const unrated = new Map<string, UnratedUsage>()
  const charges: Charge[] = []
  const events: OrderedEvent[] = []
  const matchingOf = matcher(pricesInForce(facts.rateCards, { device: facts.device, span: spanOf(usages) }), facts)
  for (const usage of usages) {
    const matching = matchingOf(usage)
    for (const inForce of matching.prices) {
      const { card, price } = inForce
      for (const [index, part] of inForce.parts(usage).entries()) {
        const records = index === 0 && !inForce.takesOver(usage) ? 1 : 0
        const sum = sums.of(part.segment, (segment) => lineOf(card, price, segment))
        if (part.cell === undefined) {
          sum.add(part.quantity, records)
          series.add(sum.line, spanOfPart(usage, part), part.quantity)
        } else sum.addTo(part.cell, part.quantity, records)
        if (usage.record !== 'opened') sum.source(usage.seq, records)
        if (price.free !== undefined) events.push(eventOf(sum.line, facts, usage, part))
        if (usage.record !== 'reading') charges.push(...chargesOf(facts.device, card, price, usage, part))
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
  let last: { readonly service: string; readonly reading: string; readonly matching: Matching } | undefined
  const match = (usage: Usage): Matching => {
    const prices = priced.filter(({ card, price }) => pays(card, usage, facts) && counts(price.meter, usage, facts.device))
    return { prices: inOneVersion(prices, usage), rated: prices.map(({ rated }) => rated) }
  }
  return (usage) => {
    if (usage.record !== 'reading' || usage.attributes !== undefined) return match(usage)
    const { service, reading } = usage
    if (last?.service !== service || last.reading !== reading) last = { service, reading, matching: match(usage) }
    return last.matching
  }
}

function batchOf({ device, overlap }: FoldFacts): Pick<UsageSource, 'device' | 'overlap'> {
  return overlap === undefined ? { device } : { device, overlap }
}

/** A usage that counts on a line, and how much of it does. */
export interface LineUsage<U extends Usage> {
  readonly usage: U
  readonly quantity: bigint
}

/** What of each usage of a device counts on one line of a subscription's bill, as it was counted when it was rated. */
export function usageOnLine<U extends Usage>(
  card: RateCard,
  line: LineKey & { readonly device: DeviceId },
  usages: readonly U[],
): readonly LineUsage<U>[] {
  const price = card.metered.find(({ key }) => key === line.price)
  if (price === undefined || card.version !== line.version) return []
  const inForce = new PriceInForce(card, price, { device: line.device, span: spanOf(usages) })
  return usages.flatMap((usage) => {
    const parts = counts(price.meter, usage, line.device) ? inForce.parts(usage) : []
    const onLine = parts.filter(({ segment: { band, periodFromMs } }) => band === line.band && periodFromMs === line.periodFromMs)
    return onLine.length === 0 ? [] : [{ usage, quantity: onLine.reduce((sum, { quantity }) => sum + quantity, 0n) }]
  })
}

/** Who pays for an authorized action was decided when it was granted; anything else is the owner's. */
function pays(card: RateCard, usage: Usage, { device, ownerSubscriptions, payers }: FoldFacts): boolean {
  const { id, device: only } = card.subscription
  if (usage.record !== 'reading' && !usage.isOwn) {
    return usage.authorization !== undefined && payers.get(usage.authorization) === id
  }
  return ownerSubscriptions.has(id) && (only === undefined || only === device)
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
  device: DeviceId,
  { subscription, version, currency }: RateCard,
  price: MeteredPrice,
  { seq, authorization, fromMs, untilMs }: ActionUsage,
  { segment, quantity }: Part,
): readonly Charge[] {
  if (authorization === undefined || !isFixed(price)) return []
  const { exact, explanation } = rateEvent(price, segment.band, quantity)
  const doubt =
    fromMs === untilMs
      ? []
      : [`at a time the device did not know, between ${formatInstant(fromMs)} and ${formatInstant(untilMs)}`]
  const { periodFromMs } = segment
  const what = { subscription: subscription.id, price: price.key, version, band: segment.band, device, seq, authorization }
  return [{ ...what, happenedAtMs: fromMs, periodFromMs, quantity, exact, currency, explanation: [...explanation, ...doubt] }]
}

function spanOf(usages: readonly Usage[]): Span {
  let [fromMs, untilMs] = [Number.MAX_SAFE_INTEGER, 0]
  for (const usage of usages) {
    fromMs = Math.min(fromMs, usage.fromMs)
    untilMs = Math.max(untilMs, usage.untilMs + 1)
  }
  return { fromMs, untilMs }
}

/** Every price with its timeline over a span, made once for the whole batch. */
function pricesInForce(
  cards: readonly RateCard[],
  around: { readonly device: DeviceId; readonly span: Span },
): readonly PriceInForce[] {
  return cards.flatMap((card) =>
    card.metered
      .filter(({ key }) => card.spans === undefined || ratesPriceWithin(card, key, around.span))
      .map((price) => new PriceInForce(card, price, around)),
  )
}

/** Whether a meter counts this usage. */
function counts(meter: Meter, usage: Usage, device: DeviceId): boolean {
  if (meter.service !== usage.service || meter.record !== usage.record) return false
  if (meter.record === 'reading' && (usage.record !== 'reading' || meter.reading !== usage.reading)) return false
  return fits(meter.where, usage, device)
}
