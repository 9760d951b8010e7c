import { equalBytes } from '@octroi/shared/crypto/bytes'
import { isUsablePublicKey } from '@octroi/shared/crypto/public-key'
import { type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { hashClaimCode } from '@octroi/shared/ids/claim-code'
import type { DeviceId, TenantId } from '@octroi/shared/ids/id'
import { openSigned } from '@octroi/shared/wire/message'
import { enrolmentMessage } from '@octroi/shared/wire/messages/enrolment'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import type { Claim } from './claim.ts'

export interface EnrolDevice {
  readonly tenant: TenantId
  readonly claimCode: string
  /** The signed enrolment message: it carries the new key and is signed by it. */
  readonly proof: Uint8Array
  /** Addresses under which this hub may be known to its devices. */
  readonly origins: readonly string[]
}

export interface EnrolledDevice {
  readonly device: DeviceId
  readonly rootKey: Uint8Array
  readonly keyset: Uint8Array
}

type Needs = Pick<Stores, 'tenants' | 'devices'>

/** Takes a device's own key in exchange for its claim code. The same key may ask again: the answer may have been lost. */
export async function enrolDevice(
  { tenants, devices }: Needs,
  { crypto, nowMs }: Environment,
  { tenant: tenantId, claimCode, proof, origins }: EnrolDevice,
): Promise<Result<EnrolledDevice, Failure>> {
  const tenant = await tenants.get()
  if (tenant === undefined) return err(notFound('tenant', tenantId))
  const claimHash = hashClaimCode(crypto, claimCode)
  const opened = openSigned(crypto, enrolmentMessage, proof, (_kid, { publicKey }) => publicKey)
  if (!opened.ok) return err(refused('proof_invalid', 'The proof of possession does not verify.'))
  const { publicKey, origin, claimHash: provenHash, tenant: provenTenant } = opened.value
  const isProof =
    provenTenant === tenantId && equalBytes(provenHash, claimHash) && origins.includes(origin) && isUsablePublicKey(publicKey)
  if (!isProof)
    return err(refused('proof_invalid', 'The proof is for another claim, tenant or hub address, or its key is unusable.'))
  const found = await devices.findClaim(claimHash)
  if (found === undefined || !mayUse(found.claim, publicKey, nowMs())) {
    return err(refused('claim_invalid', 'The claim code is unknown, used or expired. Ask the operator for a new one.'))
  }
  if (found.claim.usedBy === undefined) {
    await devices.useClaim(claimHash, publicKey)
    await devices.insertKey({ device: found.device, publicKey, enrolledAtMs: nowMs() })
    await devices.setState(found.device, 'enrolled')
  }
  return ok({ device: found.device, rootKey: tenant.rootKey, keyset: tenant.keyset })
}

function mayUse(claim: Claim, publicKey: Uint8Array, nowMs: number): boolean {
  return claim.usedBy === undefined ? nowMs < claim.expiresAtMs : equalBytes(claim.usedBy, publicKey)
}

function refused(code: string, detail: string): Failure {
  return { kind: 'forbidden', code, detail }
}
