import type { LineKey, UsageSource } from './usage-source.ts'

/** The first events of a period that cost nothing, as far as together they come to no more than a quantity. */
export interface FreeEvents {
  readonly events: number
  /** In 1e-9 of the meter's unit. */
  readonly quantity?: bigint
}

/** An event whose place in the order decides what it costs: by when it happened, then by origin and number. */
export interface OrderedEvent extends LineKey, Pick<UsageSource, 'origin' | 'overlap'> {
  readonly happenedAtMs: number
  readonly seq: number
  readonly quantity: bigint
}

/** An event with how much of it is free. */
export interface FreePart {
  readonly event: OrderedEvent
  readonly free: bigint
}

/** What is free of the first events, in order. One that passes the free quantity is free in part, and counts as paid. */
export function freeParts(events: readonly OrderedEvent[], { events: most, quantity }: FreeEvents): readonly FreePart[] {
  const parts: FreePart[] = []
  let left = quantity
  for (const event of events.slice(0, most)) {
    const free = left === undefined || event.quantity <= left ? event.quantity : left
    if (left !== undefined) left -= free
    parts.push({ event, free })
    if (free !== event.quantity) break
  }
  return parts
}

/** By when they happened, then by origin and number. */
export function inOrder(left: OrderedEvent, right: OrderedEvent): number {
  return left.happenedAtMs - right.happenedAtMs || compareText(left.origin, right.origin) || left.seq - right.seq
}

function compareText(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1
}
