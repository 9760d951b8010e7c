import type { DeviceId } from '@octroi/shared/ids/id'
import type { OutcomeChange } from '../authorizations/outcome.ts'
import type { Environment } from '../environment.ts'
import type { OutboxMessage } from '../outbox/outbox-message.ts'
import { proofOfAuthorization, type ReadBatches } from '../proof/proof-of-authorization.use-case.ts'
import type { Stores } from '../stores.ts'
import { confirmation, isConfirmed } from './confirmation.ts'

type Needs = Pick<Stores, 'tenants' | 'devices' | 'journals' | 'endpoints' | 'outbox'>

/** Enqueues what the requesters' endpoints must hear, in the transaction that learnt it. Returns how many messages. */
export async function confirmOutcomes(
  stores: Needs,
  environment: Environment,
  changes: readonly OutcomeChange[],
): Promise<number> {
  const { tenants, endpoints, outbox } = stores
  const requesters = [...new Set(changes.map(({ authorization }) => authorization.requester))]
  const listening = requesters.length === 0 ? [] : await endpoints.of(requesters)
  if (listening.length === 0) return 0
  const mode = (await tenants.get())?.mode ?? 'live'
  const messages: OutboxMessage[] = []
  const read = new Map<DeviceId, ReadBatches>()
  for (const { authorization, outcome, events } of changes) {
    const addressed = listening.filter(({ account }) => account === authorization.requester)
    if (!isConfirmed(outcome) || addressed.length === 0) continue
    const batches = read.get(authorization.device) ?? []
    read.set(authorization.device, batches)
    const proof = await proofOfAuthorization(stores, environment, authorization, events, batches)
    const facts = { authorization, outcome, events, proof, nowMs: environment.nowMs(), mode }
    messages.push(...addressed.map(({ id: endpoint }) => confirmation(facts, { id: environment.ids.next('message'), endpoint })))
  }
  if (messages.length > 0) await outbox.enqueue(messages)
  return messages.length
}
