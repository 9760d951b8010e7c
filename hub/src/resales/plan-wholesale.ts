import type { DeviceId } from '@octroi/shared/ids/id'
import { type FoldedUsage, foldUsage } from '../rating/fold.ts'
import type { RateCard } from '../rating/rate-card.ts'
import type { LineKey, UsageSource } from '../rating/usage-source.ts'
import type { ActionUsage, ReadingUsage, Usage } from '../usage/usage.ts'
import type { WholesaleSource } from './wholesale-source.ts'

/** What the devices of a reseller used, as its supplier rates it: whoever paid the reseller for it. */
export type ResoldUsage = ReadingUsage | (Omit<ActionUsage, 'authorization'> & { readonly isOwn: true })

export interface WholesaleFacts {
  /** The alias of the device. */
  readonly device: DeviceId
  /** The boot of the records, where another boot used their numbers too. */
  readonly overlap?: Uint8Array
  /** The hash of the batch that told the usage. */
  readonly batch: Uint8Array | undefined
  readonly usages: readonly ResoldUsage[]
  /** The wholesale subscriptions of the account that stands for the reseller. */
  readonly rateCards: readonly RateCard[]
}

export interface WholesalePlan {
  readonly folded: FoldedUsage
  readonly sources: readonly WholesaleSource[]
  /** What of the usage is sold to the reseller: this, and nothing else, its supplier bought itself. */
  readonly sold: readonly ResoldUsage[]
}

/** What was done without being granted nobody ordered. The customer's authorization stays with the reseller. */
export function resoldUsages(usages: readonly Usage[]): readonly ResoldUsage[] {
  return usages.flatMap((usage): readonly ResoldUsage[] => {
    if (usage.record === 'reading') return [usage]
    const { authorization, isOwn, ...used } = usage
    return isOwn || authorization !== undefined ? [{ ...used, isOwn: true }] : []
  })
}

/** Rates what a batch told of a reseller's device by the wholesale subscriptions, in the supplier's own zone and prices. */
export function planWholesale({ batch, usages, ...facts }: WholesaleFacts): WholesalePlan {
  const ownerSubscriptions = new Set(facts.rateCards.map(({ subscription }) => subscription.id))
  const all = foldUsage(usages, { ...facts, ownerSubscriptions, payers: new Map() })
  const sources = all.sources.map((source) => wholesaleSource(all, source, batch))
  const counted = new Set(all.sources.flatMap(({ seqs }) => seqs.flatMap(({ first, last }) => between(first, last))))
  return {
    // What no wholesale price counts is no fault here: the reseller may buy it elsewhere, or make it.
    folded: { ...all, sources: [], unrated: [] },
    sources,
    sold: usages.filter(({ seq }) => counted.has(seq)),
  }
}

function wholesaleSource(
  { aggregates }: FoldedUsage,
  { overlap: _, records: __, ...source }: UsageSource,
  batch: Uint8Array | undefined,
): WholesaleSource {
  const sum = aggregates.find((each) => each.cell === undefined && isOn(each, source))
  return { ...source, ...(batch === undefined ? {} : { batch }), ...(sum === undefined ? {} : { quantity: sum.quantity }) }
}

function isOn(one: LineKey, other: LineKey): boolean {
  const { subscription, price, version, band, periodFromMs } = other
  return (
    one.subscription === subscription &&
    one.price === price &&
    one.version === version &&
    one.band === band &&
    one.periodFromMs === periodFromMs
  )
}

function between(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
