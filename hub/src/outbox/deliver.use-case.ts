import type { Result } from '@octroi/shared/errors/result'
import type { EndpointStore } from '../confirmations/endpoint.store.ts'
import { endpointSecretPurpose } from '../confirmations/endpoint.ts'
import { signWebhook } from '../confirmations/webhook-signature.ts'
import type { Environment } from '../environment.ts'
import type { Transactor } from '../transactor.ts'
import type { LeasedMessage, OutboxQueue, OutboxStore } from './outbox.store.ts'
import { nextAttemptAtMs } from './outbox-message.ts'

/** Sends one request to a partner. The error is a sentence for the operator; it holds no secret. */
export interface WebhookSender {
  post(request: {
    readonly url: string
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
  }): Promise<Result<void, string>>
}

interface Stores {
  readonly endpoints: EndpointStore
  readonly outbox: OutboxStore
}

export interface Delivering {
  readonly queue: OutboxQueue
  readonly storage: Transactor<Stores>
  readonly sender: WebhookSender
  readonly environment: Environment
}

/** Longer than any attempt may take, so that a lease ends only when its worker died. */
const leaseMs = 60_000
const messagesAtOnce = 20

/** One round: leases what is due, tries each once, and notes the outcome. Returns how many were tried. */
export async function deliverDue(delivering: Delivering): Promise<number> {
  const { queue, environment } = delivering
  const leased = await queue.lease({ nowMs: environment.nowMs(), leaseMs, limit: messagesAtOnce })
  await Promise.all(leased.map((each) => deliver(delivering, each)))
  return leased.length
}

async function deliver({ storage, sender, environment }: Delivering, { tenant, message }: LeasedMessage): Promise<void> {
  const endpoint = await storage.read(tenant, ({ endpoints }) => endpoints.get(message.endpoint))
  if (endpoint === undefined) {
    const failure = { error: 'the endpoint was removed', dueAtMs: undefined }
    return storage.transaction(tenant, ({ outbox }) => outbox.markFailed(message.id, failure))
  }
  const secret = new TextDecoder().decode(environment.sealer.unseal(endpoint.sealedSecret, endpointSecretPurpose))
  const signed = signWebhook(secret, message, environment.nowMs())
  const sent = await sender.post({
    url: endpoint.url,
    headers: { ...signed, 'content-type': 'application/json' },
    body: message.payload,
  })
  const nowMs = environment.nowMs()
  await storage.transaction(tenant, ({ outbox }) => {
    if (sent.ok) return outbox.markDelivered(message.id, nowMs)
    return outbox.markFailed(message.id, { error: sent.error, dueAtMs: nextAttemptAtMs(message.attempts + 1, nowMs) })
  })
}
