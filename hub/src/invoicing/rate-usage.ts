import { invariant } from '@octroi/shared/errors/invariant'
import { ownEntry } from '@octroi/shared/own-entry'
import { type Month, monthOf } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { promote, type Used } from '../promotions/promote.ts'
import { samplePromotions } from '../promotions/sample-promotions.ts'
import { foldUsage } from '../rating/fold.ts'
import { inOrder } from '../rating/free-events.ts'
import { type RateCard, rateCard } from '../rating/rate-card.ts'
import type { UsageLine } from '../usage/usage-lines.ts'
import { type DraftInvoice, draftInvoice } from './draft-invoice.ts'

/** What usage would cost under an offer in a month: what a draft of the hub would say of the same records. */
export interface UsageDraft {
  readonly offer: string
  readonly draft: DraftInvoice
  /** Meters that the month used and nothing in the offer prices. */
  readonly unpriced: readonly string[]
}

export interface AskedDrafts {
  /** Every offer where it is absent. */
  readonly offer?: string | undefined
  /** Every month that the usage touches where it is absent. */
  readonly month?: Month | undefined
  readonly zone: Zone
  /** A code that is redeemed with the first month, by every offer that it is for. */
  readonly coupon?: string | undefined
  /** Promotional credit for every offer, in its currency. */
  readonly credit?: string | undefined
}

/**
 * Rates usage under the offers of a catalogue, with the same code as the hub, for a subscription that begins with the first
 * month of the usage, or with the one that is asked for where that is earlier.
 */
export function rateUsage(
  catalogue: Catalogue,
  lines: readonly UsageLine[],
  { offer, month, zone, ...promised }: AskedDrafts,
): readonly UsageDraft[] {
  const months = month === undefined ? monthsOf(zone, lines) : [month]
  const offers = offer === undefined ? Object.keys(catalogue.offers) : [offer]
  const fromMs = Math.min(...[...months, ...monthsOf(zone, lines).slice(0, 1)].map((each) => each.fromMs))
  return offers.flatMap((key) => {
    const card = rateCard({ ...sample, offer: key, zone, fromMs }, catalogue)
    const drafts = promotedDrafts(card, catalogue, lines, { months, ...promised })
    return drafts.map((draft, index) => ({
      offer: key,
      draft,
      unpriced: unpricedIn(card, catalogue, lines, months[index] ?? draft.period),
    }))
  })
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

function draftOf(card: RateCard, lines: readonly UsageLine[], period: Month): DraftInvoice {
  const usages = touching(lines, period).map(({ usage }) => usage)
  const ownerSubscriptions = new Set([card.subscription.id])
  const facts = { device: 'dev_sample', rateCards: [card], ownerSubscriptions, payers: new Map() } as const
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

interface Promised extends Pick<AskedDrafts, 'coupon' | 'credit'> {
  readonly months: readonly Month[]
}

/** The drafts of months, each less what those before it left of a promotion. */
function promotedDrafts(
  card: RateCard,
  catalogue: Catalogue,
  lines: readonly UsageLine[],
  { months, coupon, credit }: Promised,
): readonly DraftInvoice[] {
  const promotions = samplePromotions(card, catalogue, { coupon, credit })
  const isPromised = promotions.redemptions.length + promotions.credits.length > 0
  const before = isPromised ? monthsBefore(card, months) : []
  let used: Used = new Map()
  const drafts = [...before, ...months].map((each) => {
    const done = promote(draftOf(card, lines, each), promotions, used)
    used = done.used
    return done.draft
  })
  return drafts.slice(before.length)
}

/** From the subscription's first month to the first that is asked for. */
function monthsBefore({ subscription: { zone, fromMs } }: RateCard, [first]: readonly Month[]): readonly Month[] {
  const before: Month[] = []
  for (let each = monthOf(zone, fromMs); first !== undefined && each.fromMs < first.fromMs; each = monthOf(zone, each.untilMs)) {
    before.push(each)
  }
  return before
}

function unpricedIn(card: RateCard, catalogue: Catalogue, lines: readonly UsageLine[], period: Month): readonly string[] {
  const priced = new Set(card.metered.map(({ meter }) => meter))
  const used = new Set(touching(lines, period).map(({ meter }) => meter))
  return [...used].filter((name) => {
    const meter = ownEntry(catalogue.meters, name)
    invariant(meter !== undefined, 'usage names meters of the catalogue')
    return !priced.has(meter)
  })
}

function touching(lines: readonly UsageLine[], { fromMs, untilMs }: Month): readonly UsageLine[] {
  return lines.filter(({ usage }) => usage.fromMs < untilMs && (fromMs < usage.untilMs || fromMs <= usage.fromMs))
}
