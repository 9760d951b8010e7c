import { invariant } from '@octroi/shared/errors/invariant'
import type { AuthorizationId, DeviceId, SubscriptionId } from '@octroi/shared/ids/id'
import type { Currency } from '@octroi/shared/money/currency'
import type { Rational } from '@octroi/shared/money/rational'
import type { Usage } from '../usage/usage.ts'
import { ratePerUnit } from './models/per-unit.ts'
import { counts, type MeteredPrice, type RateCard } from './rate-card.ts'
import { type Part, split } from './split.ts'
import { type Segment, timeline, wholeDay } from './timeline.ts'

/** What a price has counted so far in one band of one period. Any order of arrival gives the same totals. */
export interface UsageAggregate {
  readonly subscription: SubscriptionId
  readonly price: string
  readonly band: string
  readonly periodFromMs: number
  readonly quantity: bigint
  /** Records whose usage began here. */
  readonly records: number
}

/** Usage that stands alone in the business, with its price: one row, so that it can be shown, shared and disputed. */
export interface Charge {
  readonly subscription: SubscriptionId
  readonly price: string
  readonly device: DeviceId
  readonly seq: number
  readonly authorization: AuthorizationId
  readonly happenedAtMs: number
  readonly periodFromMs: number
  readonly quantity: bigint
  readonly exact: Rational
  readonly currency: Currency
  readonly explanation: readonly string[]
}

/** Usage that no subscription pays for. It is counted and shown, never dropped. */
export interface UnratedUsage {
  readonly service: string
  readonly meter: string
  readonly reason: 'no_subscription'
  readonly quantity: bigint
  readonly records: number
}

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
  const fold = new Fold()
  const span = spanOf(usages)
  const priced = facts.rateCards.flatMap((card) =>
    card.metered.map((price) => ({ card, price, segments: segmentsInForce(card, price, span) })),
  )
  for (const usage of usages) {
    const matching = priced.filter(({ card, price }) => pays(card, usage, facts) && counts(price.meter, usage))
    let covered = false
    for (const { card, price, segments } of matching) {
      for (const [index, part] of split(segments, usage.fromMs, usage.untilMs, usage.quantity).entries()) {
        if (part.segment.band === notInForce) continue
        covered = true
        fold.add(card, price, part, index === 0 ? 1 : 0)
        if (usage.authorization !== undefined) fold.charge(facts.device, usage.authorization, card, price, usage, part)
      }
    }
    if (!covered) fold.addUnrated(usage)
  }
  return fold.result()
}

/** Marks time in which the subscription is not in force. No band of a catalogue can be named so. */
const notInForce = ''

class Fold {
  private readonly aggregates = new Map<string, UsageAggregate>()
  private readonly unrated = new Map<string, UnratedUsage>()
  private readonly charges: Charge[] = []

  add({ subscription }: RateCard, { key: price }: MeteredPrice, { segment, quantity }: Part, records: number): void {
    const { band, periodFromMs } = segment
    const name = `${subscription.id} ${price} ${band} ${periodFromMs}`
    const sum = this.aggregates.get(name) ?? {
      subscription: subscription.id,
      price,
      band,
      periodFromMs,
      quantity: 0n,
      records: 0,
    }
    this.aggregates.set(name, { ...sum, quantity: sum.quantity + quantity, records: sum.records + records })
  }

  charge(
    device: DeviceId,
    authorization: AuthorizationId,
    card: RateCard,
    price: MeteredPrice,
    usage: Usage,
    { segment, quantity }: Part,
  ): void {
    const { exact, explanation } = rateMetered(price, segment.band, quantity)
    this.charges.push({
      subscription: card.subscription.id,
      price: price.key,
      device,
      seq: usage.seq,
      authorization,
      happenedAtMs: usage.fromMs,
      periodFromMs: segment.periodFromMs,
      quantity,
      exact,
      currency: card.currency,
      explanation,
    })
  }

  addUnrated({ service, record, reading, quantity }: Usage): void {
    const meter = reading ?? record
    const name = `${service} ${meter}`
    const sum = this.unrated.get(name) ?? { service, meter, reason: 'no_subscription', quantity: 0n, records: 0 }
    this.unrated.set(name, { ...sum, quantity: sum.quantity + quantity, records: sum.records + 1 })
  }

  result(): FoldedUsage {
    return { aggregates: [...this.aggregates.values()], charges: this.charges, unrated: [...this.unrated.values()] }
  }
}

/** What a price makes of a quantity in one of its bands. */
export function rateMetered(price: MeteredPrice, band: string, quantity: bigint): ReturnType<typeof ratePerUnit> {
  const unitPrice = price.unitPrices.get(band)
  invariant(unitPrice !== undefined, `price ${price.key} has band ${band}`)
  const named = band === wholeDay ? {} : { band }
  return ratePerUnit({ quantity, unitSize: price.unitSize, unitName: price.unitName, unitPrice, ...named })
}

function pays(card: RateCard, usage: Usage, { device, ownerSubscriptions, payers }: FoldFacts): boolean {
  const { id, device: only } = card.subscription
  if (usage.authorization !== undefined) return payers.get(usage.authorization) === id
  return ownerSubscriptions.has(id) && (only === undefined || only === device)
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

/** The timeline of a price over a span, with the time before and after the subscription marked as such. */
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
