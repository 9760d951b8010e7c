import { equalBytes } from '../crypto/bytes.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { keyId } from '../crypto/key-id.ts'
import { isUsablePublicKey } from '../crypto/public-key.ts'
import { err, ok, type Result } from '../errors/result.ts'
import { openSigned } from '../wire/message.ts'
import { type Link, linkMessage } from '../wire/messages/link.ts'
import type { Permit } from '../wire/messages/permit.ts'
import type { RefusalCode } from './refusals.ts'

/** A permit that was found good in itself, and what weighs with whoever it was handed on to. */
export interface LinkFacts {
  readonly permit: Permit
  readonly permitHash: Uint8Array
  readonly time: { readonly nowMs: number; readonly uncertaintyMs: number }
  readonly linkUsesSpent: (linkHash: Uint8Array) => number
}

export interface HandedOn {
  readonly claims: Link
  readonly hash: Uint8Array
  /** Which use of the link this would be, from 1. */
  readonly use: number
}

/**
 * Whether the holder of a permit handed it on by this link, once and within what the permit allows. Undefined where no
 * link is shown: then the holder stands there. Its window ends in doubt, as that of a permit does.
 */
export function decideLink(
  crypto: Crypto,
  link: Uint8Array | undefined,
  { permit, permitHash, time, linkUsesSpent }: LinkFacts,
): Result<HandedOn | undefined, RefusalCode> {
  if (link === undefined) return ok(undefined)
  const { holder } = permit
  if (holder === undefined || permit.delegations === undefined) return err('delegation_not_allowed')
  if (!isUsablePublicKey(holder)) return err('link_invalid')
  const opened = openSigned(crypto, linkMessage, link, (kid) => (equalBytes(kid, keyId(crypto, holder)) ? holder : undefined))
  if (!opened.ok || !equalBytes(opened.value.permitHash, permitHash)) return err('link_invalid')
  const claims = opened.value
  if (exceeds(claims, permit)) return err('link_exceeds_permit')
  if (time.nowMs + time.uncertaintyMs < claims.notBefore * 1000) return err('link_not_yet_valid')
  if (time.nowMs + time.uncertaintyMs >= claims.expiresAt * 1000) return err('link_expired')
  const hash = crypto.sha256(link)
  const spent = linkUsesSpent(hash)
  return spent >= claims.uses ? err('link_used_up') : ok({ claims, hash, use: spent + 1 })
}

function exceeds(link: Link, permit: Permit): boolean {
  return (
    link.action !== permit.action ||
    link.notBefore < permit.notBefore ||
    link.expiresAt > permit.expiresAt ||
    link.uses > permit.uses
  )
}
