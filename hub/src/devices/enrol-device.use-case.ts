import { equalBytes } from '@octroi/shared/crypto/bytes'
import { type Failure, notFound } from '@octroi/shared/errors/failure'
import { invariant } from '@octroi/shared/errors/invariant'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId, DeviceId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import { type CompleteNeeds, completeSteps } from '../orders/complete-steps.use-case.ts'
import type { Stores } from '../stores.ts'
import type { Claim } from './claim.ts'
import type { ProvenEnrolment } from './enrolment-proof.ts'

export interface EnrolledDevice {
  readonly device: DeviceId
  readonly rootKey: Uint8Array
  readonly keyset: Uint8Array
  /** Whose orders were fulfilled by it. */
  readonly entitled?: AccountId
}

type Needs = CompleteNeeds & Pick<Stores, 'tenants'>

/**
 * Takes a device's own key in exchange for its claim code. The same key may ask again: the answer may have been lost. Orders of its
 * owner that waited for it go on.
 */
export async function enrolDevice(
  stores: Needs,
  environment: Environment,
  { tenant: tenantId, claimHash, publicKey }: ProvenEnrolment,
): Promise<Result<EnrolledDevice, Failure>> {
  const { tenants, devices } = stores
  const { nowMs } = environment
  const tenant = await tenants.get()
  if (tenant === undefined) return err(notFound('tenant', tenantId))
  if (tenant.mode === 'test') return err(testTenant)
  const found = await devices.findClaim(claimHash)
  if (found === undefined || !mayUse(found.claim, publicKey, nowMs())) return err(claimInvalid)
  let entitled: AccountId | undefined
  if (found.claim.usedBy === undefined) {
    await devices.useClaim(claimHash, publicKey)
    await devices.insertKey({ device: found.device, publicKey, enrolledAtMs: nowMs() })
    await devices.setState(found.device, 'enrolled')
    const device = await devices.get(found.device)
    invariant(device !== undefined, 'a claim has its device')
    const fulfilled = await completeSteps(stores, environment, device.owner, 'claim')
    if (fulfilled.length > 0) entitled = device.owner
  }
  const { rootKey, keyset } = tenant
  return ok({ device: found.device, rootKey, keyset, ...(entitled === undefined ? {} : { entitled }) })
}

function mayUse(claim: Claim, publicKey: Uint8Array, nowMs: number): boolean {
  return claim.usedBy === undefined ? nowMs < claim.expiresAtMs : equalBytes(claim.usedBy, publicKey)
}

const testTenant: Failure = {
  kind: 'forbidden',
  code: 'test_mode',
  detail: 'The devices of a test tenant are simulated by the hub. Enrol this one with the live tenant.',
}

const claimInvalid: Failure = {
  kind: 'forbidden',
  code: 'claim_invalid',
  detail: 'The claim code is unknown, used or expired. Ask the operator for a new one.',
}
