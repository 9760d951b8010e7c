import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { Environment } from '../environment.ts'
import type { FailedAttempt } from '../outbox/deliver.use-case.ts'
import type { LeasedMessage } from '../outbox/outbox.store.ts'
import type { Stores } from '../stores.ts'
import type { Transactor } from '../transactor.ts'
import { endpointSecretPurpose } from './endpoint.ts'
import type { WebhookClient } from './webhook-client.port.ts'
import { signWebhook } from './webhook-signature.ts'

export interface Sending {
  readonly storage: Transactor<Pick<Stores, 'endpoints'>>
  readonly client: WebhookClient
  readonly environment: Environment
  /** Aborted, the attempt is given up. */
  readonly signal: AbortSignal
}

/** Signs a confirmation with its endpoint's secret and sends it: one attempt. */
export async function sendConfirmation(
  { storage, client, environment, signal }: Sending,
  { tenant, message }: LeasedMessage,
): Promise<Result<void, FailedAttempt>> {
  const endpoint = await storage.read(tenant, ({ endpoints }) => endpoints.get(message.endpoint))
  if (endpoint === undefined) return err({ error: 'the endpoint was removed', isFinal: true })
  const secret = new TextDecoder().decode(environment.sealer.unseal(endpoint.sealedSecret, endpointSecretPurpose))
  const signed = signWebhook(secret, message, environment.nowMs())
  const headers = { ...signed, 'content-type': 'application/json' }
  const sent = await client.post({ url: endpoint.url, headers, body: message.payload, signal })
  return sent.ok ? ok(undefined) : err({ error: sent.error, isFinal: false, isGivenUp: signal.aborted })
}
