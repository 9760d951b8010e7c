import { conflict, type Failure, invalid, notFound } from '@octroi/shared/errors/failure'
import { fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { type Endpoint, endpointSecretPurpose, endpointsPerAccountAtMost } from './endpoint.ts'
import type { WebhookClient } from './webhook-client.port.ts'
import { makeWebhookSecret } from './webhook-signature.ts'

type Needs = Pick<Stores, 'accounts' | 'endpoints'>

export interface AddedEndpoint {
  readonly endpoint: Endpoint
  /** Shown once; the receiver verifies confirmations with it. */
  readonly secret: string
}

export async function addEndpoint(
  { accounts, endpoints }: Needs,
  { ids, nowMs, randomBytes, sealer }: Environment,
  { addressFault }: Pick<WebhookClient, 'addressFault'>,
  { account, url }: { readonly account: AccountId; readonly url: string },
): Promise<Result<AddedEndpoint, Failure>> {
  const unfit = addressFault(url)
  if (unfit !== undefined) return err(invalid([fault('url', 'not_allowed', unfit)]))
  if ((await accounts.get(account)) === undefined) return err(notFound('account', account))
  if ((await endpoints.of([account])).length >= endpointsPerAccountAtMost) {
    return err(conflict('too_many_endpoints', `An account has at most ${endpointsPerAccountAtMost} webhook endpoints.`))
  }
  const secret = makeWebhookSecret(randomBytes)
  const endpoint: Endpoint = {
    id: ids.next('endpoint'),
    account,
    url,
    sealedSecret: sealer.seal(new TextEncoder().encode(secret), endpointSecretPurpose),
    createdAtMs: nowMs(),
  }
  await endpoints.insert(endpoint)
  return ok({ endpoint, secret })
}
