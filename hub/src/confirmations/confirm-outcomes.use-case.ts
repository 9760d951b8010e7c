import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import type { OutcomeChange } from '../usage/plan-ingest.ts'
import { confirmation, isConfirmed } from './confirmation.ts'

type Needs = Pick<Stores, 'endpoints' | 'outbox'>

/** Enqueues what the requesters' endpoints must hear, in the transaction that learnt it. Returns how many messages. */
export async function confirmOutcomes(
  { endpoints, outbox }: Needs,
  { ids, nowMs }: Environment,
  changes: readonly OutcomeChange[],
): Promise<number> {
  const requesters = [...new Set(changes.map(({ authorization }) => authorization.requester))]
  const listening = requesters.length === 0 ? [] : await endpoints.of(requesters)
  const messages = changes.flatMap(({ authorization, outcome, events }) => {
    if (!isConfirmed(outcome)) return []
    return listening
      .filter(({ account }) => account === authorization.requester)
      .map((endpoint) =>
        confirmation({ authorization, outcome, events, nowMs: nowMs() }, { id: ids.next('message'), endpoint: endpoint.id }),
      )
  })
  if (messages.length > 0) await outbox.enqueue(messages)
  return messages.length
}
