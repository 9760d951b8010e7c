import { fromBase64url, toBase64url } from '@octroi/shared/crypto/bytes'
import type { OperatorId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import { totpSecretLength } from './totp.ts'

/** What a secret in use is sealed for: it cannot be moved to another operator. */
export function totpPurpose(operator: OperatorId): string {
  return `totp ${operator}`
}

/** A secret that was shown and not confirmed yet lies nowhere but, sealed, in the form that confirms it. */
function offerPurpose(operator: OperatorId): string {
  return `totp-offer ${operator}`
}

export interface OfferedTotp {
  readonly secret: Uint8Array
  readonly sealed: string
}

export function offerTotp({ randomBytes, sealer }: Environment, operator: OperatorId): OfferedTotp {
  const secret = randomBytes(totpSecretLength)
  return { secret, sealed: toBase64url(sealer.seal(secret, offerPurpose(operator))) }
}

/** Undefined where the hub did not offer it to this operator. */
export function openOffer({ sealer }: Pick<Environment, 'sealer'>, operator: OperatorId, sealed: string): Uint8Array | undefined {
  const bytes = fromBase64url(sealed)
  if (bytes === undefined || bytes.length === 0) return undefined
  try {
    return sealer.unseal(bytes, offerPurpose(operator))
  } catch {
    return undefined
  }
}
