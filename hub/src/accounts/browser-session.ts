import { toBase64url } from '@octroi/shared/crypto/bytes'
import { type ApiKeyId, isId, type TenantId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import { type ApiKey, hashSecret } from './api-key.ts'

/** Somebody who signed in with an API key in a browser. It ends with that key, or when it expires. */
export interface BrowserSession {
  /** Only the hash of the token is stored, as of every secret. */
  readonly tokenHash: Uint8Array
  readonly key: ApiKeyId
  readonly expiresAtMs: number
}

export interface OpenedSession {
  readonly session: BrowserSession
  /** `ten_….<secret>`: it names its tenant, so that one indexed read finds the session. */
  readonly token: string
}

export const browserSessionMs = 12 * 3_600_000

export function newBrowserSession({ randomBytes, crypto, nowMs }: Environment, { tenant, id }: ApiKey): OpenedSession {
  const secret = toBase64url(randomBytes(32))
  return {
    session: { tokenHash: hashSecret(crypto, secret), key: id, expiresAtMs: nowMs() + browserSessionMs },
    token: `${tenant}.${secret}`,
  }
}

export interface PresentedSession {
  readonly tenant: TenantId
  readonly tokenHash: Uint8Array
}

export function readSessionToken(crypto: Environment['crypto'], token: string): PresentedSession | undefined {
  const [tenant = '', secret = '', ...more] = token.split('.')
  if (!isId('tenant', tenant) || !/^[A-Za-z0-9_-]{43}$/.test(secret) || more.length > 0) return undefined
  return { tenant, tokenHash: hashSecret(crypto, secret) }
}

/** What a form of this session carries, so that no other site can make the browser send it. */
export function formToken({ sealer }: Environment, tokenHash: Uint8Array): string {
  return toBase64url(sealer.mac(tokenHash, 'browser-form'))
}
