import { type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId, EndpointId } from '@octroi/shared/ids/id'
import type { Stores } from '../stores.ts'

/** What is still to be delivered to it is abandoned. */
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
