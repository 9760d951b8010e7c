import type { AccountId, SubscriptionId } from '@octroi/shared/ids/id'
import { isId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import { loadRateCard } from '../rating/load-rate-card.use-case.ts'
import type { RateCard } from '../rating/rate-card.ts'
import type { Stores } from '../stores.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { ArrivedEvent } from './arrived-event.ts'
import { type EventFacts, hashName } from './plan-events.ts'
import type { Payer } from './rate-event.ts'
import type { EventSender } from './usage-event.store.ts'
import type { UsageEvent } from './usage-event.ts'

export type EventNeeds = Pick<Stores, 'accounts' | 'subscriptions' | 'catalogue' | 'rating' | 'usageEvents'>

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
  const cards = new RateCards(stores)
  const payers = new Map<UsageEvent['subject'], Payer>()
  for (const subject of subjects) {
    const found = isId('account', subject) ? await ofAccount(stores, subject, events) : await ofSubscription(stores, subject)
    if (found === undefined) continue
    payers.set(subject, { account: found.account, rateCards: await cards.of(found.subscriptions) })
  }
  return payers
}

interface Paying {
  readonly account: AccountId
  readonly subscriptions: readonly Subscription[]
}

async function ofAccount(
  { accounts, subscriptions }: EventNeeds,
  account: AccountId,
  events: readonly UsageEvent[],
): Promise<Paying | undefined> {
  if ((await accounts.get(account)) === undefined) return undefined
  const own = events.filter(({ subject }) => subject === account)
  // All of the events that name it have faults.
  if (own.length === 0) return { account, subscriptions: [] }
  const fromMs = Math.min(...own.map((event) => event.fromMs))
  const untilMs = Math.max(...own.map((event) => event.untilMs)) + 1
  return { account, subscriptions: await subscriptions.inForce(account, fromMs, untilMs) }
}

async function ofSubscription({ subscriptions }: EventNeeds, id: SubscriptionId): Promise<Paying | undefined> {
  const subscription = await subscriptions.get(id)
  return subscription && { account: subscription.account, subscriptions: [subscription] }
}

/** Each read once, however many subjects name it. */
class RateCards {
  private readonly stores: Pick<Stores, 'catalogue'>
  private readonly cards = new Map<SubscriptionId, RateCard>()

  constructor(stores: Pick<Stores, 'catalogue'>) {
    this.stores = stores
  }

  async of(subscriptions: readonly Subscription[]): Promise<readonly RateCard[]> {
    const found: RateCard[] = []
    for (const subscription of subscriptions) {
      const card = this.cards.get(subscription.id) ?? (await loadRateCard(this.stores, subscription))
      this.cards.set(subscription.id, card)
      found.push(card)
    }
    return found
  }
}
