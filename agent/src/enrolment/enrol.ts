import { enrolledSchema } from '@octroi/shared/api/devices'
import { decodeBase64url, toBase64url } from '@octroi/shared/crypto/bytes'
import type { Crypto } from '@octroi/shared/crypto/crypto'
import { openKeyset } from '@octroi/shared/decisions/keyset'
import { hashClaimCode } from '@octroi/shared/ids/claim-code'
import type { TenantId } from '@octroi/shared/ids/id'
import { signMessage } from '@octroi/shared/wire/message'
import { enrolmentMessage } from '@octroi/shared/wire/messages/enrolment'
import type { HubClient } from '../uplink/hub-client.ts'
import type { Identity, IdentityStore } from './identity.ts'

export interface Enrol {
  readonly tenant: TenantId
  readonly claimCode: string
  readonly origin: string
  readonly ca?: string
}

/**
 * Trades a claim code for an identity. The key is kept before it is announced, so that when the answer is lost the same
 * key asks again and gets the same answer.
 */
export async function enrol(crypto: Crypto, hub: HubClient, store: IdentityStore, command: Enrol): Promise<Identity> {
  const keys = await store.keys()
  const { tenant, claimCode, origin, ca } = command
  const claimHash = hashClaimCode(crypto, claimCode)
  const proof = signMessage(crypto, enrolmentMessage, { tenant, claimHash, publicKey: keys.publicKey, origin }, keys)
  const answer = await hub.post(`/v1/tenants/${tenant}/enrolments`, { claimCode, proof: toBase64url(proof) }, enrolledSchema)
  const rootKey = decodeBase64url(answer.rootKey)
  const keyset = decodeBase64url(answer.keyset)
  if (openKeyset(crypto, keyset, { tenant, rootKey }) === undefined)
    throw new Error('the hub’s key set is not signed by its root key')
  const identity = { tenant, device: answer.device, keys, rootKey, keyset, ...(ca === undefined ? {} : { ca }) }
  await store.put(identity)
  return identity
}
