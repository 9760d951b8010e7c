import { decodeBase64url, toBase64url } from '@octroi/shared/crypto/bytes'

/** One bit of base64url content changed. */
export function tampered(text: string): string {
  const bytes = decodeBase64url(text).slice()
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
  return toBase64url(bytes)
}
