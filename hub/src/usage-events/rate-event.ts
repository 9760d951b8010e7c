import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId } from '@octroi/shared/ids/id'
import { uncoveredQuantity } from '../rating/coverage.ts'
import { type FoldedUsage, foldUsage } from '../rating/fold.ts'
import type { PriceInForce } from '../rating/price-in-force.ts'
import type { RateCard } from '../rating/rate-card.ts'
import { latestBelievableMs } from '../usage/read-records.ts'
import { countsWithoutQuantity } from '../usage/usage-lines.ts'
import type { NamedEvent } from './arrived-event.ts'
import { usageOfEvent } from './event-usage.ts'
import { inTheFuture, lateDaysAtMost, notPriced, quantityMissing, type Rejection, tooOld } from './rejection.ts'
import type { UsageEvent } from './usage-event.ts'

/** Who pays for the usage of a subject. */
export interface Payer {
  readonly account: AccountId
  /** Of the subscription that is the subject, or of all of the account's. */
  readonly rateCards: readonly RateCard[]
}

/** When an event came: first, and now, where an operator has it taken in later. */
export interface Arrival {
  readonly receivedAtMs: number
  readonly nowMs: number
}

const dayMs = 86_400_000

/** What an event comes to, or why it cannot be taken in. Where it is, all of it is counted: nothing of it is left unpaid for. */
export function rateEvent(
  { id, event }: NamedEvent,
  prices: readonly PriceInForce[],
  { receivedAtMs, nowMs }: Arrival,
): Result<FoldedUsage, Rejection> {
  if (event.untilMs > latestBelievableMs(nowMs)) return err(inTheFuture)
  if (event.fromMs < receivedAtMs - lateDaysAtMost * dayMs) return err(tooOld)
  const meant = prices.filter(({ card }) => isMeant(card, event))
  const cards = [...new Set(meant.map(({ card }) => card))]
  const usage = usageOfEvent(event)
  const ownerSubscriptions = new Set(cards.map(({ subscription }) => subscription.id))
  const folded = foldUsage([usage], { origin: id, rateCards: cards, prices: meant, ownerSubscriptions, payers: new Map() })
  // Also those versions of a price that did not count it: what falls at one moment is counted by one of them.
  const counting = meant.filter(({ card, price }) =>
    folded.aggregates.some((sum) => sum.subscription === card.subscription.id && sum.price === price.key),
  )
  // By time, because what has no quantity would seem covered by anything.
  const timed = { ...usage, quantity: BigInt(Math.max(1, usage.untilMs - usage.fromMs)) }
  const rated = counting.map((price) => price.rated)
  if (counting.length === 0 || uncoveredQuantity(timed, rated) > 0n) return err(notPriced)
  return event.quantity === undefined && counting.some(needsQuantity) ? err(quantityMissing) : ok(folded)
}

/** A subscription for one device counts what is said to be of that device. */
function isMeant({ subscription: { id, device } }: RateCard, { subject, attributes }: UsageEvent): boolean {
  return device === undefined || subject === id || attributes?.['device'] === device
}

function needsQuantity({ price: { meter } }: PriceInForce): boolean {
  return !countsWithoutQuantity.includes(meter.aggregation)
}
