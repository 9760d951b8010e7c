import type { Crypto, KeyPair } from '@octroi/shared/crypto/crypto'
import { invariant } from '@octroi/shared/errors/invariant'
import { readSigned, signMessage } from '@octroi/shared/wire/message'
import { linkMessage } from '@octroi/shared/wire/messages/link'
import { permitMessage } from '@octroi/shared/wire/messages/permit'

/** The link by which one key hands a permit on to another, for all it allows. */
export function handOn(
  crypto: Crypto,
  permit: Uint8Array,
  { by, to }: { readonly by: KeyPair; readonly to: Uint8Array },
): Uint8Array {
  const read = readSigned(permitMessage, permit)
  invariant(read.ok, 'what is handed on is what the hub issued')
  const { action, notBefore, expiresAt, uses } = read.value.claimed
  const link = { permitHash: crypto.sha256(permit), holder: to, action, notBefore, expiresAt, uses }
  return signMessage(crypto, linkMessage, link, by)
}
