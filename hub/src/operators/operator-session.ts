import { toBase64url } from '@octroi/shared/crypto/bytes'
import type { OperatorId, TenantId } from '@octroi/shared/ids/id'
import { hashSecret } from '../accounts/api-key.ts'
import type { Environment } from '../environment.ts'

/** A browser in which an operator signed in. It is read with `readSessionToken`, as every session of a browser. */
export interface OperatorSession {
  /** Only the hash of the token is stored, as of every secret. */
  readonly tokenHash: Uint8Array
  readonly operator: OperatorId
  /** What the browser calls itself, so that its owner knows it again. */
  readonly browser: string
  readonly openedAtMs: number
  /** When it was last used, to the minute. */
  readonly usedAtMs: number
}

export interface OpenedOperatorSession {
  readonly session: OperatorSession
  readonly token: string
}

/** Long enough to be called away, too short for a browser that was left open over lunch. */
const idleMsAtMost = 45 * 60_000
export const sessionMsAtMost = 12 * 3_600_000
/** Noting each use to the minute makes one write a minute, not one a page. */
const noteEveryMs = 60_000
const browserLengthAtMost = 200

/** Every sign-in makes a new token: one that somebody planted before means nothing after. */
export function newOperatorSession(
  { randomBytes, crypto, nowMs }: Environment,
  { tenant, operator, browser }: { readonly tenant: TenantId; readonly operator: OperatorId; readonly browser: string },
): OpenedOperatorSession {
  const secret = toBase64url(randomBytes(32))
  const at = nowMs()
  const named = browser.replaceAll(/[\p{Control}\p{Surrogate}]/gu, '').slice(0, browserLengthAtMost)
  return {
    session: { tokenHash: hashSecret(crypto, secret), operator, browser: named, openedAtMs: at, usedAtMs: at },
    token: `${tenant}.${secret}`,
  }
}

/** A clock that was set back ends nothing early, and lets nothing live longer than it may from when it was opened. */
export function isLive({ openedAtMs, usedAtMs }: OperatorSession, nowMs: number): boolean {
  return nowMs < openedAtMs + sessionMsAtMost && nowMs < usedAtMs + idleMsAtMost
}

export function isWorthNoting({ usedAtMs }: OperatorSession, nowMs: number): boolean {
  return nowMs >= usedAtMs + noteEveryMs
}

/** Sessions opened or used no later than these instants have ended. */
export function endedBefore(nowMs: number): { readonly openedMs: number; readonly usedMs: number } {
  return { openedMs: nowMs - sessionMsAtMost, usedMs: nowMs - idleMsAtMost }
}
