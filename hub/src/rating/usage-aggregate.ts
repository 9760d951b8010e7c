import type { LineKey } from './usage-source.ts'

/** What a price has counted so far in one band of one period. Any order of arrival gives the same totals. */
export interface UsageAggregate extends LineKey {
  /** A part of the line that is counted apart: a window, a device, a value. Most lines have but one, without a name. */
  readonly cell?: string
  readonly quantity: bigint
  /** Records whose usage began here. */
  readonly records: number
  /** How it goes together with what is there already, where it is not added. */
  readonly keep?: Keep
}

/** The greater of two quantities, or the later one; where a later one stands in time, text that sorts so. */
export type Keep = { readonly which: 'greatest' } | { readonly which: 'latest'; readonly place: string }

type Kept = Pick<UsageAggregate, 'quantity' | 'records' | 'keep'>

/** Two counts of one cell, in either order. */
export function combine(one: Kept, other: Kept): Kept {
  const records = one.records + other.records
  const keep = other.keep ?? one.keep
  if (keep === undefined) return { quantity: one.quantity + other.quantity, records }
  const isOther = keep.which === 'greatest' ? other.quantity > one.quantity : placeOf(other) > placeOf(one)
  const kept = isOther ? other : one
  return { quantity: kept.quantity, records, keep: keep.which === 'greatest' ? keep : (kept.keep ?? keep) }
}

function placeOf({ keep }: Kept): string {
  return keep?.which === 'latest' ? keep.place : ''
}

/** Usage that no subscription pays for. It is counted and shown, never dropped. */
export interface UnratedUsage {
  readonly service: string
  readonly meter: string
  readonly reason: 'no_subscription'
  readonly quantity: bigint
  readonly records: number
}
