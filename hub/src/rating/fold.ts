import { invariant } from '@octroi/shared/errors/invariant'
import type { AuthorizationId, DeviceId, SubscriptionId } from '@octroi/shared/ids/id'
import type { Usage } from '../usage/usage.ts'
import type { Charge } from './charge.ts'
import { uncoveredQuantity } from './coverage.ts'
import { ratePerUnit } from './models/per-unit.ts'
import type { Rated } from './models/rated.ts'
import { counts, type MeteredPrice, type RateCard } from './rate-card.ts'
import { type Part, split } from './split.ts'
import { type Segment, timeline, wholeDay } from './timeline.ts'
import type { UnratedUsage, UsageAggregate } from './usage-aggregate.ts'

/** What a batch's usage comes to. */
export interface FoldedUsage {
  readonly aggregates: readonly UsageAggregate[]
  readonly charges: readonly Charge[]
  readonly unrated: readonly UnratedUsage[]
}

export interface FoldFacts {
  readonly device: DeviceId
  /** Of the device's owner, and of everybody who pays for an authorization among the usage. */
  readonly rateCards: readonly RateCard[]
  readonly ownerSubscriptions: ReadonlySet<SubscriptionId>
  readonly payers: ReadonlyMap<AuthorizationId, SubscriptionId>
}

/** Rates a batch's usage: sums per (subscription, price, band, period), and a charge for each authorized event. */
export function foldUsage(usages: readonly Usage[], facts: FoldFacts): FoldedUsage {
  const aggregates = new Map<string, UsageAggregate>()
  const unrated = new Map<string, UnratedUsage>()
  const charges: Charge[] = []
  const priced = pricesInForce(facts.rateCards, spanOf(usages))
  for (const usage of usages) {
    const matching = priced.filter(({ card, price }) => pays(card, usage, facts) && counts(price.meter, usage))
    for (const { card, price, segments } of matching) {
      for (const [index, part] of split(segments, usage.fromMs, usage.untilMs, usage.quantity).entries()) {
        if (part.segment.band === notInForce) continue
        addTo(aggregates, aggregateOf(card, price, part, index === 0 ? 1 : 0))
        if (usage.authorization !== undefined) charges.push(chargeOf(facts.device, usage.authorization, card, price, usage, part))
      }
    }
    const left = uncoveredQuantity(
      usage,
      matching.map(({ card }) => card.subscription),
    )
    if (left !== 0n) addTo(unrated, unratedOf(usage, left))
  }
  return { aggregates: [...aggregates.values()], charges, unrated: [...unrated.values()] }
}

/** What a price makes of a quantity in one of its bands. */
export function rateMetered(price: MeteredPrice, band: string, quantity: bigint): Rated {
  const unitPrice = price.unitPrices.get(band)
  invariant(unitPrice !== undefined, `price ${price.key} has band ${band}`)
  const named = band === wholeDay ? {} : { band }
  return ratePerUnit({ quantity, unitSize: price.unitSize, unitName: price.unitName, unitPrice, ...named })
}

/** Who pays for an authorized event was decided when it was granted; anything else is the owner's. */
function pays(card: RateCard, usage: Usage, { device, ownerSubscriptions, payers }: FoldFacts): boolean {
  const { id, device: only } = card.subscription
  if (usage.authorization !== undefined) return payers.get(usage.authorization) === id
  return ownerSubscriptions.has(id) && (only === undefined || only === device)
}

function aggregateOf(
  { subscription }: RateCard,
  price: MeteredPrice,
  { segment, quantity }: Part,
  records: number,
): UsageAggregate {
  const { band, periodFromMs } = segment
  return { subscription: subscription.id, price: price.key, band, periodFromMs, quantity, records }
}

function unratedOf({ service, record, reading, quantity }: Usage, left: bigint): UnratedUsage {
  return { service, meter: reading ?? record, reason: 'no_subscription', quantity: left, records: left === quantity ? 1 : 0 }
}

/** Adds to the sum that differs in nothing but quantity and records. */
function addTo<S extends { readonly quantity: bigint; readonly records: number }>(sums: Map<string, S>, next: S): void {
  const { quantity, records, ...key } = next
  const name = Object.values(key).join(' ')
  const sum = sums.get(name)
  sums.set(name, sum === undefined ? next : { ...sum, quantity: sum.quantity + quantity, records: sum.records + records })
}

function chargeOf(
  device: DeviceId,
  authorization: AuthorizationId,
  { subscription, currency }: RateCard,
  price: MeteredPrice,
  usage: Usage,
  { segment, quantity }: Part,
): Charge {
  const { exact, explanation } = rateMetered(price, segment.band, quantity)
  const { periodFromMs } = segment
  const what = { subscription: subscription.id, price: price.key, device, seq: usage.seq, authorization }
  return { ...what, happenedAtMs: usage.fromMs, periodFromMs, quantity, exact, currency, explanation }
}

interface Span {
  readonly fromMs: number
  readonly untilMs: number
}

function spanOf(usages: readonly Usage[]): Span {
  let [fromMs, untilMs] = [Number.MAX_SAFE_INTEGER, 0]
  for (const usage of usages) {
    fromMs = Math.min(fromMs, usage.fromMs)
    untilMs = Math.max(untilMs, usage.untilMs + 1)
  }
  return { fromMs, untilMs }
}

/** Marks time in which a subscription is not in force. No band of a catalogue can be named so. */
const notInForce = ''

interface PriceInForce {
  readonly card: RateCard
  readonly price: MeteredPrice
  readonly segments: readonly Segment[]
}

/** Every price with its timeline over a span, made once for the whole batch. */
function pricesInForce(cards: readonly RateCard[], span: Span): readonly PriceInForce[] {
  return cards.flatMap((card) => card.metered.map((price) => ({ card, price, segments: segmentsInForce(card, price, span) })))
}

function segmentsInForce({ subscription }: RateCard, { bands }: MeteredPrice, span: Span): readonly Segment[] {
  const fromMs = Math.min(Math.max(span.fromMs, subscription.fromMs), span.untilMs)
  const untilMs = Math.max(Math.min(span.untilMs, subscription.untilMs ?? span.untilMs), fromMs)
  const outside = (from: number, until: number): readonly Segment[] =>
    from < until ? [{ fromMs: from, untilMs: until, periodFromMs: from, band: notInForce }] : []
  return [
    ...outside(span.fromMs, fromMs),
    ...timeline(subscription.zone, bands, fromMs, untilMs),
    ...outside(untilMs, span.untilMs),
  ]
}
