import { equalBytes, fromBase64url, toBase64url } from '@octroi/shared/crypto/bytes'
import type { OperatorId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'

const recoveryCodesAtOnce = 10
/** Crockford's base 32: no I, L, O or U, so that a code survives being written down. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const charactersInAll = 12

/** Codes for whoever lost the authenticator: `XXXX-XXXX-XXXX`, 60 random bits each, shown once. */
export function makeRecoveryCodes(randomBytes: Environment['randomBytes']): readonly string[] {
  return Array.from({ length: recoveryCodesAtOnce }, () => {
    const characters = [...randomBytes(charactersInAll)].map((byte) => alphabet[byte % alphabet.length])
    return characters.join('').replaceAll(/(.{4})(?=.)/g, '$1-')
  })
}

/** How a code is kept: a keyed hash, so that a copy of the database alone is nothing to guess with. */
export function hashRecoveryCode({ sealer }: Pick<Environment, 'sealer'>, operator: OperatorId, typed: string): string {
  const normal = typed.normalize('NFKC').toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
  return toBase64url(sealer.mac(new TextEncoder().encode(normal), `recovery-code ${operator}`))
}

/** The codes that are left when this one is used, or undefined where it is none of them. */
export function withoutCode(kept: readonly string[], used: string): readonly string[] | undefined {
  const bytes = fromBase64url(used) ?? new Uint8Array(0)
  const left = kept.filter((hash) => !equalBytes(fromBase64url(hash) ?? new Uint8Array(0), bytes))
  return left.length < kept.length ? left : undefined
}
