import { equalBytes, toBase64url } from '@octroi/shared/crypto/bytes'
import type { AccountId, RejectedEventId, UsageEventId } from '@octroi/shared/ids/id'
import type { QuotaUse } from '../entitlements/quota-use.ts'
import type { FoldedUsage } from '../rating/fold.ts'
import { mergeFolded } from '../rating/merge-folded.ts'
import { type PriceInForce, pricesInForce, type Span, spanOf } from '../rating/price-in-force.ts'
import type { ArrivedEvent, NamedEvent } from './arrived-event.ts'
import { usageOfEvent } from './event-usage.ts'
import { type Arrival, type Payer, rateEvent } from './rate-event.ts'
import { otherContent, type Rejection, subjectNotFound } from './rejection.ts'
import type { AcceptedEvent, EventSender, RejectedEvent } from './usage-event.store.ts'
import type { UsageEvent } from './usage-event.ts'

export interface EventFacts extends Arrival {
  readonly receivedFrom: EventSender
  /** Of those that arrived, the ones that were taken in before. */
  readonly known: ReadonlyMap<UsageEventId, Pick<AcceptedEvent, 'contentHash'>>
  /** Events that were rejected before with the same body, by {@link hashName}. */
  readonly rejectedBefore: ReadonlyMap<string, RejectedEvent>
  /** Of every subject that the sender may speak for. */
  readonly payers: ReadonlyMap<UsageEvent['subject'], Payer>
  /** Whose every subject is, also where the sender may not speak for it: what is kept of a person is found by it. */
  readonly owners: ReadonlyMap<UsageEvent['subject'], AccountId>
  readonly nextRejected: () => RejectedEventId
}

/** What became of an event. */
export interface EventReceipt extends Pick<ArrivedEvent, 'source' | 'id'> {
  readonly status: 'accepted' | 'duplicate' | 'rejected'
  /** Where it was taken in, now or before. */
  readonly event?: UsageEventId
  /** Where it is kept, if it was not. */
  readonly rejected?: RejectedEventId
  readonly rejection?: Rejection
}

export interface EventsPlan {
  /** One for each event, in order. */
  readonly receipts: readonly EventReceipt[]
  readonly accepted: readonly AcceptedEvent[]
  readonly rejected: readonly RejectedEvent[]
  readonly folded: FoldedUsage
  /** What was accepted, by whose it is. */
  readonly uses: readonly QuotaUse[]
}

/** Everything that arrived events change, decided before anything is written. */
export function planEvents(arrived: readonly ArrivedEvent[], facts: EventFacts): EventsPlan {
  const planning = new Planning(facts, spanOf(arrived.flatMap(({ read }) => (read.ok ? [read.value.event] : []))))
  const receipts = arrived.map((each) => planning.take(each))
  return { receipts, ...planning.changes() }
}

export function hashName(hash: Uint8Array): string {
  return toBase64url(hash)
}

/** An event may come twice in one request, so each is held against those before it. */
class Planning {
  private readonly facts: EventFacts
  private readonly span: Span
  private readonly prices = new Map<Payer, readonly PriceInForce[]>()
  private readonly known: Map<UsageEventId, Pick<AcceptedEvent, 'contentHash'>>
  private readonly rejectedSoFar: Map<string, RejectedEvent>
  private readonly accepted: AcceptedEvent[] = []
  private readonly rejected: RejectedEvent[] = []
  private readonly folds: FoldedUsage[] = []
  private readonly uses: QuotaUse[] = []

  constructor(facts: EventFacts, span: Span) {
    this.facts = facts
    this.span = span
    this.known = new Map(facts.known)
    this.rejectedSoFar = new Map(facts.rejectedBefore)
  }

  take(arrived: ArrivedEvent): EventReceipt {
    const { read } = arrived
    if (!read.ok) return this.reject(arrived, read.error)
    // First, so that nobody learns of an event that is not theirs to speak of.
    const payer = this.facts.payers.get(read.value.event.subject)
    if (payer === undefined) return this.reject(arrived, subjectNotFound)
    const before = this.known.get(read.value.id)
    if (before !== undefined) {
      const isSame = equalBytes(before.contentHash, read.value.contentHash)
      return isSame ? receipt(arrived, { status: 'duplicate', event: read.value.id }) : this.reject(arrived, otherContent)
    }
    const rated = rateEvent(read.value, this.pricesOf(payer), this.facts)
    if (!rated.ok) return this.reject(arrived, rated.error)
    this.accept(read.value, payer.account)
    this.folds.push(rated.value)
    return receipt(arrived, { status: 'accepted', event: read.value.id })
  }

  changes(): Omit<EventsPlan, 'receipts'> {
    return { accepted: this.accepted, rejected: this.rejected, folded: mergeFolded(this.folds), uses: this.uses }
  }

  /** Their timelines are made once for all events of the payer. */
  private pricesOf(payer: Payer): readonly PriceInForce[] {
    const prices = this.prices.get(payer) ?? pricesInForce(payer.rateCards, this.span)
    this.prices.set(payer, prices)
    return prices
  }

  private accept({ id, event, content, contentHash }: NamedEvent, account: AccountId): void {
    const { receivedFrom, receivedAtMs } = this.facts
    const accepted = { event: id, source: event.source, id: event.id, account, content, contentHash, receivedAtMs, receivedFrom }
    this.known.set(id, accepted)
    this.accepted.push(accepted)
    this.uses.push({ account, usage: usageOfEvent(event), origin: id })
  }

  /** The same body is kept once. One that an operator had taken in came before, whatever it became by that. */
  private reject(arrived: ArrivedEvent, rejection: Rejection): EventReceipt {
    const before = this.rejectedSoFar.get(hashName(arrived.bodyHash))
    const event = before?.decision?.event
    if (event !== undefined) return receipt(arrived, { status: 'duplicate', event })
    const rejected = before?.rejected ?? this.keep(arrived, rejection)
    return receipt(arrived, { status: 'rejected', rejected, rejection })
  }

  private keep({ source, id, subject, body, bodyHash }: ArrivedEvent, rejection: Rejection): RejectedEventId {
    const account = subject === undefined ? undefined : this.facts.owners.get(subject)
    const { receivedFrom, receivedAtMs, nextRejected } = this.facts
    const rejected: RejectedEvent = {
      ...{ rejected: nextRejected(), body, bodyHash, rejection, receivedAtMs, receivedFrom },
      ...(source === undefined ? {} : { source }),
      ...(id === undefined ? {} : { id }),
      ...(account === undefined ? {} : { account }),
    }
    this.rejectedSoFar.set(hashName(bodyHash), rejected)
    this.rejected.push(rejected)
    return rejected.rejected
  }
}

function receipt({ source, id }: ArrivedEvent, became: Omit<EventReceipt, 'source' | 'id'>): EventReceipt {
  return { ...(source === undefined ? {} : { source }), ...(id === undefined ? {} : { id }), ...became }
}
