import type { AccountId, EndpointId } from '@octroi/shared/ids/id'

/** Where a partner wants its confirmations. The signing secret is kept sealed. */
export interface Endpoint {
  readonly id: EndpointId
  readonly account: AccountId
  readonly url: string
  readonly sealedSecret: Uint8Array
  readonly createdAtMs: number
}

export const endpointSecretPurpose = 'webhook-secret'
export const endpointsPerAccountAtMost = 10
