import { conflict, type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId, EndpointId } from '@octroi/shared/ids/id'
import type { AccountStore } from '../accounts/account.store.ts'
import type { Environment } from '../environment.ts'
import type { EndpointStore } from './endpoint.store.ts'
import { type Endpoint, endpointSecretPurpose, endpointsPerAccountAtMost } from './endpoint.ts'
import { makeWebhookSecret } from './webhook-signature.ts'

interface Stores {
  readonly accounts: AccountStore
  readonly endpoints: EndpointStore
}

export interface AddedEndpoint {
  readonly endpoint: Endpoint
  /** Shown once; the receiver verifies confirmations with it. */
  readonly secret: string
}

export async function addEndpoint(
  { accounts, endpoints }: Stores,
  { ids, nowMs, randomBytes, sealer }: Environment,
  { account, url }: { readonly account: AccountId; readonly url: string },
): Promise<Result<AddedEndpoint, Failure>> {
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

export async function removeEndpoint(
  { endpoints }: Pick<Stores, 'endpoints'>,
  { id, account }: { readonly id: EndpointId; readonly account: AccountId | undefined },
): Promise<Result<void, Failure>> {
  const endpoint = await endpoints.get(id)
  if (endpoint === undefined || (account !== undefined && endpoint.account !== account)) {
    return err(notFound('webhook_endpoint', id))
  }
  await endpoints.remove(id)
  return ok(undefined)
}
