import { concatBytes, equalBytes } from '../crypto/bytes.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { keyId } from '../crypto/key-id.ts'
import { isUsablePublicKey } from '../crypto/public-key.ts'
import type { AuthorizationId, DeviceId, TenantId } from '../ids/id.ts'
import { openSigned } from '../wire/message.ts'
import type { Keyset } from '../wire/messages/keyset.ts'
import { type Permit, type Presentation, permitMessage, presentationMessage } from '../wire/messages/permit.ts'
import type { TimeState } from '../wire/messages/record.ts'
import { findKey } from './keyset.ts'
import { decideLink } from './link.ts'
import type { RefusalCode } from './refusals.ts'

/** What a device knows when a permit is shown to it. */
export interface PermitFacts {
  readonly tenant: TenantId
  readonly device: DeviceId
  /** Already verified against the pinned root key. */
  readonly keyset: Keyset
  readonly time: { readonly state: TimeState; readonly nowMs: number; readonly uncertaintyMs: number }
  /** Permits of an epoch below this one are revoked. */
  readonly epoch: number
  /** Permits issued before this second are refused: the device forgot which of them were used. */
  readonly trustsPermitsFrom: number
  /** `service:action` of everything the driver can do. */
  readonly actions: ReadonlySet<string>
  /** Whether the permit of an authorization was taken back. */
  readonly isRevoked: (authorization: AuthorizationId) => boolean
  readonly usesSpent: (authorization: AuthorizationId) => number
  /** How often a link was used, by its SHA-256. */
  readonly linkUsesSpent: (linkHash: Uint8Array) => number
  readonly isLiveNonce: (nonce: Uint8Array) => boolean
  /** Why the driver must not act now, or undefined. */
  readonly hindrance: (action: string) => 'busy' | 'not_ready' | undefined
}

export interface PresentedPermit {
  readonly permit: Uint8Array
  /** By which the holder handed it on. */
  readonly link?: Uint8Array
  readonly presentation?: Uint8Array
}

export type PermitDecision =
  | {
      readonly granted: true
      readonly permit: Permit
      readonly permitHash: Uint8Array
      readonly use: number
      /** Where it was handed on: the hash of the link, and which use of it this is. */
      readonly link?: { readonly hash: Uint8Array; readonly use: number }
    }
  | {
      readonly granted: false
      readonly code: RefusalCode
      readonly permitHash: Uint8Array
      /** Of a permit whose signature verified: nothing else is believed. */
      readonly permit?: Permit
    }

/**
 * Decides offline whether a permit opens this device now: the same rules wherever it is asked. The checks go from what
 * proves the permit to what it allows, to who holds it, to what the device can do; the first that fails is the answer.
 */
export function decidePermit(crypto: Crypto, presented: PresentedPermit, facts: PermitFacts): PermitDecision {
  const permitHash = crypto.sha256(presented.permit)
  const nowSeconds = Math.floor(facts.time.nowMs / 1000)
  const opened = openSigned(crypto, permitMessage, presented.permit, (kid) =>
    findKey(crypto, facts.keyset, { kid, use: 'permits', atSeconds: nowSeconds }),
  )
  if (!opened.ok) return { granted: false, code: opened.error.code, permitHash }
  const permit = opened.value
  const unfit = refusedByAddress(permit, facts) ?? refusedByTime(permit, facts)
  if (unfit !== undefined) return { granted: false, code: unfit, permitHash, permit }
  const handedOn = decideLink(crypto, presented.link, { permit, permitHash, ...facts })
  if (!handedOn.ok) return { granted: false, code: handedOn.error, permitHash, permit }
  const link = handedOn.value
  const code =
    refusedByHolder(crypto, permit, link?.claims.holder ?? permit.holder, presented, facts) ?? refusedByUse(permit, facts)
  if (code !== undefined) return { granted: false, code, permitHash, permit }
  const use = facts.usesSpent(permit.authorization) + 1
  return { granted: true, permit, permitHash, use, ...(link === undefined ? {} : { link: { hash: link.hash, use: link.use } }) }
}

/** What a presentation names: the permit as issued, and after it the link by which it was handed on. */
export function presentedHash(
  crypto: Pick<Crypto, 'sha256'>,
  { permit, link }: Omit<PresentedPermit, 'presentation'>,
): Uint8Array {
  return crypto.sha256(link === undefined ? permit : concatBytes(permit, link))
}

/** What a permit and a command of the hub are alike refused for, whoever brings them. */
export function refusedByAddress(
  permit: Pick<Permit, 'issuer' | 'device' | 'action' | 'epoch' | 'authorization' | 'issuedAt'>,
  facts: Pick<PermitFacts, 'tenant' | 'device' | 'actions' | 'epoch' | 'isRevoked' | 'trustsPermitsFrom'>,
): RefusalCode | undefined {
  if (permit.issuer !== facts.tenant) return 'wrong_issuer'
  if (permit.device !== facts.device) return 'wrong_device'
  if (!facts.actions.has(permit.action)) return 'unsupported_action'
  if (permit.epoch < facts.epoch) return 'epoch_revoked'
  if (facts.isRevoked(permit.authorization)) return 'revoked'
  return permit.issuedAt < facts.trustsPermitsFrom ? 'device_restored' : undefined
}

/**
 * In doubt a window has begun and has ended: the uncertainty of the clock never adds time at its end, and a courier who
 * comes with a fresh permit is not turned away by a clock that lags a little.
 */
function refusedByTime(permit: Permit, { time }: PermitFacts): RefusalCode | undefined {
  if (time.state !== 'synced') return 'time_not_synced'
  if (time.nowMs + time.uncertaintyMs + startToleranceMs < permit.notBefore * 1000) return 'permit_not_yet_valid'
  return time.nowMs + time.uncertaintyMs >= permit.expiresAt * 1000 ? 'permit_expired' : undefined
}

/** The hub's clock and the device's were set from one another over a network: allow for its delay. */
export const startToleranceMs = 2000

function refusedByHolder(
  crypto: Crypto,
  permit: Permit,
  holder: Uint8Array | undefined,
  { presentation, ...shown }: PresentedPermit,
  facts: PermitFacts,
): RefusalCode | undefined {
  if (holder === undefined) return undefined
  if (presentation === undefined) return 'holder_proof_missing'
  if (!isUsablePublicKey(holder)) return 'holder_proof_invalid'
  const opened = openSigned(crypto, presentationMessage, presentation, (kid) =>
    equalBytes(kid, keyId(crypto, holder)) ? holder : undefined,
  )
  if (!opened.ok || !fitsPermit(opened.value, permit, presentedHash(crypto, shown))) return 'holder_proof_invalid'
  return facts.isLiveNonce(opened.value.nonce) ? undefined : 'nonce_unknown'
}

function fitsPermit(presentation: Presentation, permit: Permit, permitHash: Uint8Array): boolean {
  return (
    presentation.device === permit.device &&
    presentation.action === permit.action &&
    equalBytes(presentation.permitHash, permitHash)
  )
}

function refusedByUse(permit: Permit, facts: PermitFacts): RefusalCode | undefined {
  return facts.usesSpent(permit.authorization) >= permit.uses ? 'permit_used_up' : facts.hindrance(permit.action)
}
