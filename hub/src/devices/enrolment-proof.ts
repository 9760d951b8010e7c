import { equalBytes } from '@octroi/shared/crypto/bytes'
import type { Crypto } from '@octroi/shared/crypto/crypto'
import { isUsablePublicKey } from '@octroi/shared/crypto/public-key'
import type { Failure } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { hashClaimCode } from '@octroi/shared/ids/claim-code'
import type { TenantId } from '@octroi/shared/ids/id'
import { openSigned } from '@octroi/shared/wire/message'
import { enrolmentMessage } from '@octroi/shared/wire/messages/enrolment'

export interface EnrolmentRequest {
  readonly tenant: TenantId
  readonly claimCode: string
  /** The signed enrolment message: it carries the new key and is signed by it. */
  readonly proof: Uint8Array
  /** Addresses under which this hub may be known to its devices. */
  readonly origins: readonly string[]
}

/** Somebody holds this key and the claim code. */
export interface ProvenEnrolment {
  readonly tenant: TenantId
  readonly claimHash: Uint8Array
  readonly publicKey: Uint8Array
}

/** Checks all that can be checked of an enrolment without asking the database. */
export function proveEnrolment(
  crypto: Crypto,
  { tenant, claimCode, proof, origins }: EnrolmentRequest,
): Result<ProvenEnrolment, Failure> {
  const opened = openSigned(crypto, enrolmentMessage, proof, (_kid, { publicKey }) => publicKey)
  if (!opened.ok) return err(refused('The proof of possession does not verify.'))
  const claimHash = hashClaimCode(crypto, claimCode)
  const { publicKey, origin } = opened.value
  if (!origins.includes(origin)) {
    return err(refused(`The proof is for the hub at ${origin}; this one is known as ${origins.join(', ')}.`))
  }
  if (opened.value.tenant !== tenant || !equalBytes(opened.value.claimHash, claimHash)) {
    return err(refused('The proof is for another tenant or claim code.'))
  }
  return isUsablePublicKey(publicKey) ? ok({ tenant, claimHash, publicKey }) : err(refused('The key is unusable.'))
}

function refused(detail: string): Failure {
  return { kind: 'forbidden', code: 'proof_invalid', detail }
}
