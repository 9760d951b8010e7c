import type { Role } from '@octroi/shared/api/vocabulary'
import { toBase64url } from '@octroi/shared/crypto/bytes'
import type { AccountId, ApiKeyId, TenantId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'

/** A key as it is stored: only the hash of its secret. */
export interface ApiKey {
  readonly id: ApiKeyId
  readonly tenant: TenantId
  readonly account: AccountId
  readonly role: Role
  readonly label: string
  readonly secretHash: Uint8Array
  readonly createdAtMs: number
  readonly revokedAtMs?: number
}

export interface IssuedApiKey {
  readonly key: ApiKey
  /** `octroi_<tenant>_<key>_<secret>`, shown once. It names its tenant, so that one indexed read finds the key. */
  readonly token: string
}

export type GiveApiKey = Pick<ApiKey, 'tenant' | 'account' | 'role' | 'label'>

export function issueApiKey({ ids, randomBytes, crypto, nowMs }: Environment, request: GiveApiKey): IssuedApiKey {
  const id = ids.next('apiKey')
  const secret = toBase64url(randomBytes(32))
  return {
    key: { ...request, id, secretHash: hashSecret(crypto, secret), createdAtMs: nowMs() },
    token: `octroi_${suffix(request.tenant)}_${suffix(id)}_${secret}`,
  }
}

export interface PresentedApiKey {
  readonly tenant: TenantId
  readonly id: ApiKeyId
  readonly secret: string
}

const tokenPattern = /^octroi_([0-7][0-9a-hjkmnp-tv-z]{25})_([0-7][0-9a-hjkmnp-tv-z]{25})_([A-Za-z0-9_-]{43})$/

export function readToken(token: string): PresentedApiKey | undefined {
  const [, tenant, id, secret] = tokenPattern.exec(token) ?? []
  if (tenant === undefined || id === undefined || secret === undefined) return undefined
  return { tenant: `ten_${tenant}`, id: `key_${id}`, secret }
}

/** The secret is 256 random bits, so a fast hash is as good as a slow one. */
export function hashSecret(crypto: Environment['crypto'], secret: string): Uint8Array {
  return crypto.sha256(new TextEncoder().encode(secret))
}

function suffix(id: string): string {
  return id.slice(id.indexOf('_') + 1)
}
