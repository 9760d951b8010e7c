import { type Proof, proofRecordsAtMost } from '@octroi/shared/api/proof'
import { equalBytes, toBase64url } from '@octroi/shared/crypto/bytes'
import { invariant } from '@octroi/shared/errors/invariant'
import { beginsAction } from '@octroi/shared/wire/messages/record'
import type { AccessEvent } from '../authorizations/access-event.ts'
import type { GrantedAuthorization } from '../authorizations/authorization.ts'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { excerpt, holds, readBatch, type StoredBatch } from './batch-excerpt.ts'
import { signDeviceKey } from './sign-device-key.use-case.ts'

type Needs = Pick<Stores, 'tenants' | 'devices' | 'journals'>

/** Batches that were read for a proof before: one batch may tell of many authorizations. */
export type ReadBatches = StoredBatch[]

/**
 * The proof of what a device signed about an authorization, from the evidence as it was stored: undefined before the
 * device told anything, and once its records are forgotten. Refusals anybody can cause, so they stand only where there is nothing else. Where records lie in
 * batches of several keys, it proves those of the key of the first.
 */
export async function proofOfAuthorization(
  { tenants, devices, journals }: Needs,
  environment: Environment,
  { id, device, permit }: GrantedAuthorization,
  events: readonly AccessEvent[],
  read: ReadBatches = [],
): Promise<Proof | undefined> {
  const tenant = await tenants.get()
  invariant(tenant !== undefined, 'an authorization has its tenant')
  const batches = new Map<string, Proof['batches'][number]>()
  let signedBy: Uint8Array | undefined
  for (const event of chosen(events)) {
    const { seq, overlap } = event
    let batch = read.find((each) => holds(each, event))
    if (batch === undefined) {
      const stored = await journals.covering(device, seq, overlap)
      if (stored === undefined) continue
      batch = readBatch(environment.crypto.sha256, stored, overlap)
      read.push(batch)
    }
    signedBy ??= batch.kid
    if (!equalBytes(signedBy, batch.kid)) continue
    const header = toBase64url(batch.header)
    const known = batches.get(header) ?? { header, records: [] }
    batches.set(header, { header, records: [...known.records, excerpt(batch, seq)] })
  }
  const deviceKey =
    signedBy && (await signDeviceKey({ tenants, devices }, environment, { tenant: tenant.id, device, kid: signedBy }))
  if (deviceKey === undefined) return undefined
  return {
    format: 'octroi/v1/proof',
    tenant: tenant.id,
    device,
    authorization: id,
    keyset: toBase64url(tenant.keyset),
    deviceKey: toBase64url(deviceKey),
    permit: toBase64url(permit),
    batches: [...batches.values()],
  }
}

/** The grant, and the newest of what came of it. */
function chosen(events: readonly AccessEvent[]): readonly AccessEvent[] {
  const telling = events.filter(({ type }) => type !== 'refused')
  if (telling.length === 0) return events.slice(-proofRecordsAtMost)
  const granted = telling.filter(({ type }) => beginsAction(type)).slice(0, 1)
  const rest = telling.filter((event) => !granted.includes(event))
  return [...granted, ...rest.slice(granted.length - proofRecordsAtMost)]
}
