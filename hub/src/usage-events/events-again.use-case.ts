import type { UsageEventId } from '@octroi/shared/ids/id'
import { foldUsage } from '../rating/fold.ts'
import { pricesInForce, spanOf } from '../rating/price-in-force.ts'
import type { RateCard } from '../rating/rate-card.ts'
import type { Recount } from '../rating/recount.ts'
import type { Stores } from '../stores.ts'
import { readContent } from './event-content.ts'
import { usageOfEvent } from './event-usage.ts'

const eventsAtOnce = 500

interface Asked {
  readonly fresh: RateCard
  /** Beginnings of the periods of which every event has to be there; of the others, as many as are. */
  readonly periods: ReadonlySet<number>
}

/** Counts events once more under other prices, many at once. An event comes again for each of its lines, one after the other. */
export class EventsAgain {
  private readonly stores: Pick<Stores, 'usageEvents'>
  private readonly asked: Asked
  private readonly recount: Recount
  /** With whether it has to be there. */
  private waiting = new Map<UsageEventId, boolean>()

  constructor(stores: Pick<Stores, 'usageEvents'>, asked: Asked, recount: Recount) {
    this.stores = stores
    this.asked = asked
    this.recount = recount
  }

  /** False where an event that has to be there is forgotten, now or soon. */
  async count(event: UsageEventId, periodFromMs: number): Promise<boolean> {
    if (this.waiting.size >= eventsAtOnce && !this.waiting.has(event) && !(await this.finish())) return false
    this.waiting.set(event, this.waiting.get(event) === true || this.asked.periods.has(periodFromMs))
    return true
  }

  async finish(): Promise<boolean> {
    const waiting = this.waiting
    this.waiting = new Map()
    const found = await this.stores.usageEvents.named([...waiting.keys()])
    const events = found.map(({ event, content }) => ({ event, usage: usageOfEvent(readContent(content)) }))
    const { fresh } = this.asked
    const prices = pricesInForce([fresh], spanOf(events.map(({ usage }) => usage)))
    const ownerSubscriptions = new Set([fresh.subscription.id])
    for (const { event, usage } of events) {
      this.recount.add(foldUsage([usage], { origin: event, rateCards: [fresh], prices, ownerSubscriptions, payers: new Map() }))
    }
    const there = new Set(found.map(({ event }) => event))
    return [...waiting].every(([event, isNeeded]) => !isNeeded || there.has(event))
  }
}
