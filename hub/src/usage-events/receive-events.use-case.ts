import { didUse } from '../accounts/activity.ts'
import { noteActivity } from '../accounts/note-activity.use-case.ts'
import { countQuotas } from '../entitlements/count-quotas.use-case.ts'
import type { Environment } from '../environment.ts'
import { captureCounted } from '../wallets/capture-counted.use-case.ts'
import { arrivedEvent } from './arrived-event.ts'
import { readContent } from './event-content.ts'
import { type EventNeeds, eventFacts, type Sending } from './event-facts.use-case.ts'
import { usageOfEvent } from './event-usage.ts'
import { type EventFacts, type EventReceipt, type EventsPlan, planEvents } from './plan-events.ts'

export interface ReceiveEvents extends Omit<Sending, 'receivedAtMs'> {
  /** Each as it was written, known to be JSON. */
  readonly bodies: readonly string[]
}

/**
 * Takes in usage events: rates them and notes which came, in one transaction. An event that came before changes nothing;
 * one that cannot be taken in is kept with the reason. One receipt for each, in order.
 */
export async function receiveEvents(
  stores: EventNeeds,
  environment: Environment,
  { bodies, ...sender }: ReceiveEvents,
): Promise<readonly EventReceipt[]> {
  const arrived = bodies.map((body) => arrivedEvent(environment.crypto, body))
  const sending = { ...sender, receivedAtMs: environment.nowMs() }
  const facts = await eventFacts(stores, environment, arrived, sending)
  const plan = planEvents(arrived, facts)
  await stores.usageEvents.insertRejected(plan.rejected)
  await takeIn(stores, environment, { ...plan, facts }, sending.receivedAtMs)
  return plan.receipts
}

/** Writes what was accepted. */
export async function takeIn(
  stores: EventNeeds,
  environment: Environment,
  { accepted, folded, uses, facts }: Pick<EventsPlan, 'accepted' | 'folded' | 'uses'> & { readonly facts: EventFacts },
  atMs: number,
): Promise<void> {
  if (accepted.length === 0) return
  const { usageEvents, rating } = stores
  await usageEvents.insert(accepted)
  await rating.fold(undefined, folded)
  await noteActivity(
    stores,
    accepted.map(({ account, content }) => didUse(account, usageOfEvent(readContent(content)))),
  )
  await countQuotas(stores, environment, uses)
  await usageEvents.noteResent(accepted, atMs)
  const rateCards = [...facts.payers.values()].flatMap((payer) => payer.rateCards)
  await captureCounted(stores, environment, { rateCards, aggregates: folded.aggregates })
}
