import { toBase64url } from '@octroi/shared/crypto/bytes'
import type { ResaleId, TenantId } from '@octroi/shared/ids/id'
import { hashSecret } from '../accounts/api-key.ts'
import type { Environment } from '../environment.ts'

/** What a supplier gives to the reseller it proposes to. Whoever holds it may accept, once. */
export interface IssuedResaleCode {
  readonly hash: Uint8Array
  /** `octroi-resale_<tenant>_<resale>_<secret>`; shown once. It names its tenant, so that one indexed read finds the proposal. */
  readonly code: string
}

export function issueResaleCode(
  { randomBytes, crypto }: Pick<Environment, 'randomBytes' | 'crypto'>,
  { supplier, resale }: { readonly supplier: TenantId; readonly resale: ResaleId },
): IssuedResaleCode {
  const secret = toBase64url(randomBytes(32))
  const suffixes = [supplier, resale].map((id) => id.slice(id.indexOf('_') + 1))
  return { hash: hashSecret(crypto, secret), code: ['octroi-resale', ...suffixes, secret].join('_') }
}

export interface PresentedResaleCode {
  readonly supplier: TenantId
  readonly resale: ResaleId
  readonly secret: string
}

const codePattern = /^octroi-resale_([0-7][0-9a-hjkmnp-tv-z]{25})_([0-7][0-9a-hjkmnp-tv-z]{25})_([A-Za-z0-9_-]{43})$/

export function readResaleCode(text: string): PresentedResaleCode | undefined {
  const [, supplier, resale, secret] = codePattern.exec(text.trim()) ?? []
  if (supplier === undefined || resale === undefined || secret === undefined) return undefined
  return { supplier: `ten_${supplier}`, resale: `rsl_${resale}`, secret }
}
