import { Secret, TOTP } from 'otpauth'

/** RFC 6238 as every authenticator app has it: SHA-1, six digits, half a minute. */
const shape = { algorithm: 'SHA1', digits: 6, period: 30 } as const
/** Of 160 bits (RFC 4226, 4). */
export const totpSecretLength = 20
/** A clock that is half a minute off, or a slow hand. */
const stepsAround = 1

/** The step whose code this is, where it is the code of one that was not spent. A code works once (RFC 6238, 5.2). */
export function stepOfCode(
  secret: Uint8Array,
  typed: string,
  { nowMs, lastStep }: { readonly nowMs: number; readonly lastStep: number },
): number | undefined {
  const token = typed.normalize('NFKC').replaceAll(/\s/g, '')
  if (!/^\d{6}$/.test(token)) return undefined
  const delta = TOTP.validate({ ...shape, secret: secretOf(secret), token, timestamp: nowMs, window: stepsAround })
  if (delta === null) return undefined
  const step = TOTP.counter({ period: shape.period, timestamp: nowMs }) + delta
  return step > lastStep ? step : undefined
}

/** What a QR code tells an authenticator app: https://github.com/google/google-authenticator/wiki/Key-Uri-Format */
export function totpAddress(secret: Uint8Array, { issuer, label }: { readonly issuer: string; readonly label: string }): string {
  // The colon parts them, so neither may hold one.
  const [by, of] = [issuer.replaceAll(':', ' '), label.replaceAll(':', ' ')]
  return new TOTP({ ...shape, secret: secretOf(secret), issuer: by, label: of }).toString()
}

/** The secret as somebody types it who cannot scan, in groups of four. */
export function totpSecretWords(secret: Uint8Array): string {
  return secretOf(secret).base32.replaceAll(/(.{4})(?=.)/g, '$1 ')
}

function secretOf(bytes: Uint8Array): Secret {
  return new Secret({ buffer: Uint8Array.from(bytes).buffer })
}
