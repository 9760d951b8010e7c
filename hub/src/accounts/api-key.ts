import type { Mode, Role } from '@octroi/shared/api/vocabulary'
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
  /**
   * `octroi_<tenant>_<key>_<secret>`, of a test tenant `octroi_test_…`; shown once. It names its tenant, so that one indexed
   * read finds the key.
   */
  readonly token: string
}

export type GiveApiKey = Pick<ApiKey, 'tenant' | 'account' | 'role' | 'label'> & { readonly mode: Mode }

export function issueApiKey({ ids, randomBytes, crypto, nowMs }: Environment, { mode, ...request }: GiveApiKey): IssuedApiKey {
  const id = ids.next('apiKey')
  const secret = toBase64url(randomBytes(32))
  return {
    key: { ...request, id, secretHash: hashKeySecret(crypto, { mode, secret }), createdAtMs: nowMs() },
    token: `octroi_${mode === 'test' ? testMark : ''}${suffix(request.tenant)}_${suffix(id)}_${secret}`,
  }
}

export interface PresentedApiKey {
  readonly tenant: TenantId
  readonly id: ApiKeyId
  readonly secret: string
  /** As the token says; the hash of the secret holds only where that is true. */
  readonly mode: Mode
}

/** So that nobody takes one for the other, in a configuration say. */
const testMark = 'test_'
const tokenPattern = /^octroi_(test_)?([0-7][0-9a-hjkmnp-tv-z]{25})_([0-7][0-9a-hjkmnp-tv-z]{25})_([A-Za-z0-9_-]{43})$/

export function readToken(token: string): PresentedApiKey | undefined {
  const [, mark, tenant, id, secret] = tokenPattern.exec(token) ?? []
  if (tenant === undefined || id === undefined || secret === undefined) return undefined
  return { tenant: `ten_${tenant}`, id: `key_${id}`, secret, mode: mark === undefined ? 'live' : 'test' }
}

/** Of a key, with what its token says of its mode: so a token that says otherwise does not fit. */
export function hashKeySecret(
  crypto: Environment['crypto'],
  { mode, secret }: Pick<PresentedApiKey, 'mode' | 'secret'>,
): Uint8Array {
  return hashSecret(crypto, mode === 'test' ? `${testMark}${secret}` : secret)
}

/** The secret is 256 random bits, so a fast hash is as good as a slow one. */
export function hashSecret(crypto: Environment['crypto'], secret: string): Uint8Array {
  return crypto.sha256(new TextEncoder().encode(secret))
}

function suffix(id: string): string {
  return id.slice(id.indexOf('_') + 1)
}
