import type { Proof } from '../api/proof.ts'
import { fromBase64url } from '../crypto/bytes.ts'
import { portableCrypto } from '../crypto/portable-crypto.ts'
import { err, type Result } from '../errors/result.ts'
import type { BrokenLink } from '../proof/device-signed.ts'
import { type Proven, verifyProof } from '../proof/verify-proof.ts'

/**
 * Checks a proof without the hub, knowing only the tenant's root key: what the device signed about which authorization, or
 * the first link that is broken. `of` is the authorization it should be about, because a proof of another is a proof too.
 */
export function checkProof(
  proof: Proof,
  { rootKey, of }: { readonly rootKey: string; readonly of: string },
): Result<Proven, BrokenLink> {
  const root = fromBase64url(rootKey)
  if (root === undefined) return err({ link: 'keyset', detail: 'The root key is not base64url.' })
  const proven = verifyProof(portableCrypto, proof, root)
  if (!proven.ok || proven.value.authorization === of) return proven
  return err({ link: 'permit', detail: `The proof is about ${proven.value.authorization}, not ${of}.` })
}
