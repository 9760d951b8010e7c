import { invariant } from '@octroi/shared/errors/invariant'
import { ownEntry } from '@octroi/shared/own-entry'
import { type Month, monthOf } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { type Promotions, promoteAll } from '../promotions/promote.ts'
import { samplePromotions } from '../promotions/sample-promotions.ts'
import { type BillingPeriod, billingPeriodsIn, runningPeriod } from '../rating/billing-period.ts'
import { foldUsage } from '../rating/fold.ts'
import { inOrder } from '../rating/free-events.ts'
import { type RateCard, rateCard } from '../rating/rate-card.ts'
import type { UsageLine } from '../usage/usage-lines.ts'
import { type DraftInvoice, draftInvoice } from './draft-invoice.ts'

/** What usage would cost under an offer in a billing period: what a draft of the hub would say of the same records. */
export interface UsageDraft {
  readonly offer: string
  /** As the file names it; absent where it tells no subscriptions apart. */
  readonly subscription?: string
  readonly draft: DraftInvoice
  /** Meters that the period used and nothing in the offer prices. */
  readonly unpriced: readonly string[]
}

export interface AskedDrafts {
  /** Every offer where it is absent. */
  readonly offer?: string | undefined
  /** The periods that begin in it; every one that the usage touches where it is absent. */
  readonly month?: Month | undefined
  readonly zone: Zone
  /** When the subscription begins: with the first month of the usage, or the one asked for, where it is absent. */
  readonly startMs?: number | undefined
  readonly endMs?: number | undefined
  /** A code that is redeemed as the subscription begins, by every offer that it is for. */
  readonly coupon?: string | undefined
  /** Promotional credit for every offer, in its currency. */
  readonly credit?: string | undefined
}

/** Rates usage under the offers of a catalogue, with the same code as the hub: each subscription that the file tells apart by itself. */
export function rateUsage(catalogue: Catalogue, lines: readonly UsageLine[], asked: AskedDrafts): readonly UsageDraft[] {
  const names = [...new Set(lines.map(({ subscription }) => subscription))]
  if (names.length < 2 && names[0] === undefined) return rateOne(catalogue, lines, asked)
  return names.flatMap((subscription) => {
    const own = lines.filter((line) => line.subscription === subscription)
    return rateOne(catalogue, own, asked).map((draft) => ({ ...draft, ...(subscription === undefined ? {} : { subscription }) }))
  })
}

function rateOne(catalogue: Catalogue, lines: readonly UsageLine[], asked: AskedDrafts): readonly UsageDraft[] {
  const { month, zone, offer, endMs } = asked
  const months = month === undefined ? monthsOf(zone, lines) : [month]
  const [first, last] = [months[0], months.at(-1)]
  if (first === undefined || last === undefined) return []
  const firstUsed = monthsOf(zone, lines)[0] ?? first
  const fromMs = asked.startMs ?? Math.min(first.fromMs, firstUsed.fromMs)
  const ends = endMs === undefined ? {} : { untilMs: endMs }
  const span = { fromMs: first.fromMs, untilMs: last.untilMs }
  const offers = offer === undefined ? Object.keys(catalogue.offers) : [offer]
  return offers.flatMap((key) => {
    const card = rateCard({ ...sample, offer: key, zone, fromMs, ...ends }, catalogue)
    const begun = billingPeriodsIn(card, span)
    // What the first usage falls into may have begun before it.
    const periods = month === undefined ? [...runningAt(card, span.fromMs, begun), ...begun] : begun
    const drafts = promotedDrafts(card, lines, { periods, promotions: samplePromotions(card, catalogue, asked) })
    return drafts.map((draft) => ({ offer: key, draft, unpriced: unpricedIn(card, catalogue, lines, draft.period) }))
  })
}

function runningAt(card: RateCard, ms: number, begun: readonly BillingPeriod[]): readonly BillingPeriod[] {
  const running = runningPeriod(card, ms)
  return running === undefined || begun.some(({ fromMs }) => fromMs === running.fromMs) ? [] : [running]
}

/** As many months as are rated in one go. */
export const monthsAtMost = 120

/** From the month of the earliest usage to that of the latest, also those between without any; one too many, and no more, where it is more. */
export function monthsOf(zone: Zone, lines: readonly UsageLine[]): readonly Month[] {
  if (lines.length === 0) return []
  let [first, last] = [Number.MAX_SAFE_INTEGER, 0]
  for (const { usage } of lines) {
    first = Math.min(first, usage.fromMs)
    last = Math.max(last, usage.fromMs, usage.untilMs - 1)
  }
  const months = [monthOf(zone, first)]
  for (let next = months[0]; next !== undefined && next.untilMs <= last && months.length <= monthsAtMost; ) {
    next = monthOf(zone, next.untilMs)
    months.push(next)
  }
  return months
}

/** Whose it is changes nothing here. */
const sample = { id: 'sub_sample', account: 'acct_sample', order: 'ord_sample', catalogueVersion: 1 } as const

function draftOf(card: RateCard, lines: readonly UsageLine[], period: BillingPeriod): DraftInvoice {
  const usages = touching(lines, period).map(({ usage }) => usage)
  const ownerSubscriptions = new Set([card.subscription.id])
  const facts = { origin: 'dev_sample', rateCards: [card], ownerSubscriptions, payers: new Map() } as const
  const { aggregates, events = [] } = foldUsage(usages, facts)
  const isInPeriod = ({ periodFromMs }: { readonly periodFromMs: number }): boolean => periodFromMs === period.fromMs
  return draftInvoice({
    card,
    period,
    aggregates: aggregates.filter(isInPeriod),
    firstEvents: events.filter(isInPeriod).toSorted(inOrder),
    asOfMs: period.untilMs,
  })
}

interface Promised {
  readonly periods: readonly BillingPeriod[]
  readonly promotions: Promotions
}

/** The drafts of periods, each less what those before it left of a promotion. */
function promotedDrafts(card: RateCard, lines: readonly UsageLine[], { periods, promotions }: Promised): readonly DraftInvoice[] {
  const isPromised = promotions.redemptions.length + promotions.credits.length > 0
  const [first] = periods
  const span = { fromMs: card.subscription.fromMs, untilMs: first?.fromMs ?? 0 }
  const before = isPromised && span.fromMs < span.untilMs ? billingPeriodsIn(card, span) : []
  const drafts = [...before, ...periods].map((period) => draftOf(card, lines, period))
  return promoteAll(drafts, promotions).drafts.slice(before.length)
}

function unpricedIn(card: RateCard, catalogue: Catalogue, lines: readonly UsageLine[], period: BillingPeriod): readonly string[] {
  const priced = new Set(card.metered.map(({ meter }) => meter))
  const used = new Set(touching(lines, period).map(({ meter }) => meter))
  return [...used].filter((name) => {
    const meter = ownEntry(catalogue.meters, name)
    invariant(meter !== undefined, 'usage names meters of the catalogue')
    return !priced.has(meter)
  })
}

function touching(lines: readonly UsageLine[], { fromMs, untilMs }: BillingPeriod): readonly UsageLine[] {
  return lines.filter(({ usage }) => usage.fromMs < untilMs && (fromMs < usage.untilMs || fromMs <= usage.fromMs))
}
