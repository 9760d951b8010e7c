import type { AccountId, SubscriptionId } from '@octroi/shared/ids/id'
import { isId } from '@octroi/shared/ids/id'
import type { CountQuotaNeeds } from '../entitlements/count-quotas.use-case.ts'
import type { Environment } from '../environment.ts'
import { loadRateCards } from '../rating/load-rate-cards.use-case.ts'
import { type Span, spanOf } from '../rating/price-in-force.ts'
import type { RateCard } from '../rating/rate-card.ts'
import type { Stores } from '../stores.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { CaptureNeeds } from '../wallets/capture-counted.use-case.ts'
import type { ArrivedEvent } from './arrived-event.ts'
import { type EventFacts, hashName } from './plan-events.ts'
import type { Payer } from './rate-event.ts'
import type { EventSender } from './usage-event.store.ts'
import type { UsageEvent } from './usage-event.ts'

export type EventNeeds = CaptureNeeds &
  CountQuotaNeeds &
  Pick<Stores, 'accounts' | 'activity' | 'subscriptions' | 'catalogue' | 'rating' | 'usageEvents'>

export interface Sending {
  readonly receivedFrom: EventSender
  /** The only account that the sender may speak for; absent where it may speak for all. */
  readonly only?: AccountId
  /** Now, or when an event came that is taken in later. */
  readonly receivedAtMs: number
}

/** Reads what taking events in depends on: whether they came before, who pays, and at which prices. */
export async function eventFacts(
  stores: EventNeeds,
  { nowMs, ids }: Pick<Environment, 'nowMs' | 'ids'>,
  arrived: readonly ArrivedEvent[],
  { receivedFrom, receivedAtMs, only }: Sending,
): Promise<EventFacts> {
  const named = arrived.flatMap(({ read }) => (read.ok ? [read.value] : []))
  const known = await stores.usageEvents.named([...new Set(named.map(({ id }) => id))])
  const before = await stores.usageEvents.rejectedAs(arrived.map(({ bodyHash }) => bodyHash))
  const subjects = new Set(arrived.flatMap(({ subject }) => subject ?? []))
  const payers = await payersOf(
    stores,
    subjects,
    named.map(({ event }) => event),
  )
  return {
    ...{ receivedAtMs, receivedFrom, nowMs: nowMs() },
    known: new Map(known.map((event) => [event.event, event])),
    rejectedBefore: new Map(before.map((event) => [hashName(event.bodyHash), event])),
    payers: new Map([...payers].filter(([, { account }]) => only === undefined || account === only)),
    owners: new Map([...payers].map(([subject, { account }]) => [subject, account])),
    nextRejected: () => ids.next('rejectedEvent'),
  }
}

async function payersOf(
  stores: EventNeeds,
  subjects: ReadonlySet<UsageEvent['subject']>,
  events: readonly UsageEvent[],
): Promise<ReadonlyMap<UsageEvent['subject'], Payer>> {
  const cards = new RateCards(stores, spanOf(events))
  const payers = new Map<UsageEvent['subject'], Payer>()
  for (const subject of subjects) {
    const own = spanOf(events.filter((event) => event.subject === subject))
    const found = isId('account', subject) ? await ofAccount(stores, subject, own) : await ofSubscription(stores, subject, own)
    if (found === undefined) continue
    payers.set(subject, { account: found.account, rateCards: await cards.of(found.subscriptions) })
  }
  return payers
}

interface Paying {
  readonly account: AccountId
  readonly subscriptions: readonly Subscription[]
}

/** Where all of the events that name a subject have faults, nobody pays. */
function isNever({ fromMs, untilMs }: Span): boolean {
  return fromMs > untilMs
}

async function ofAccount({ accounts, subscriptions }: EventNeeds, account: AccountId, span: Span): Promise<Paying | undefined> {
  if ((await accounts.get(account)) === undefined) return undefined
  return { account, subscriptions: isNever(span) ? [] : await subscriptions.inForce(account, span.fromMs, span.untilMs) }
}

async function ofSubscription({ subscriptions }: EventNeeds, id: SubscriptionId, span: Span): Promise<Paying | undefined> {
  const subscription = await subscriptions.get(id)
  return subscription && { account: subscription.account, subscriptions: isNever(span) ? [] : [subscription] }
}

/** Each read once, however many subjects name it: by every version of the catalogue that has a say in the time of the events. */
class RateCards {
  private readonly stores: Pick<Stores, 'catalogue'>
  private readonly time: Span
  private readonly cards = new Map<SubscriptionId, readonly RateCard[]>()

  constructor(stores: Pick<Stores, 'catalogue'>, time: Span) {
    this.stores = stores
    this.time = time
  }

  async of(subscriptions: readonly Subscription[]): Promise<readonly RateCard[]> {
    const found: RateCard[] = []
    for (const subscription of subscriptions) {
      const cards = this.cards.get(subscription.id) ?? (await loadRateCards(this.stores, subscription, { time: this.time }))
      this.cards.set(subscription.id, cards)
      found.push(...cards)
    }
    return found
  }
}
