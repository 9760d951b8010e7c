import type { UsageEventId } from '@octroi/shared/ids/id'
import type { Rational } from '@octroi/shared/money/rational'
import { usageOnLine } from '../rating/fold.ts'
import type { RateCard } from '../rating/rate-card.ts'
import type { LineKey } from '../rating/usage-source.ts'
import { readContent } from '../usage-events/event-content.ts'
import { usageOfEvent } from '../usage-events/event-usage.ts'
import type { AcceptedEvent } from '../usage-events/usage-event.store.ts'

/** What counts on a line, and how much of it, in the unit of the line. */
export interface CountedOnLine {
  readonly fromMs: number
  readonly untilMs: number
  readonly quantity: Rational
}

/** An event of a service without a device. Nobody signed it: who sent it, when, and a hash of what it said stand for it. */
export interface LineEvent
  extends CountedOnLine,
    Pick<AcceptedEvent, 'source' | 'id' | 'receivedAtMs' | 'receivedFrom' | 'contentHash'> {
  readonly event: UsageEventId
}

export interface LineInUnits {
  readonly line: LineKey
  readonly card: RateCard
  readonly inLineUnits: (quantity: bigint) => Rational
}

/** What of an event a line counts, as it was counted when it was taken in. */
export function lineEvents({ line, card, inLineUnits }: LineInUnits, accepted: AcceptedEvent): readonly LineEvent[] {
  const { event, source, id, receivedAtMs, receivedFrom, contentHash } = accepted
  const usage = usageOfEvent(readContent(accepted.content))
  return usageOnLine(card, { ...line, origin: event }, [usage]).map(({ quantity }) => ({
    ...{ event, source, id, receivedAtMs, receivedFrom, contentHash },
    ...{ fromMs: usage.fromMs, untilMs: usage.untilMs },
    quantity: inLineUnits(quantity),
  }))
}
