import { type Proof, proofRecordsAtMost } from '@octroi/shared/api/proof'
import { equalBytes, toBase64url } from '@octroi/shared/crypto/bytes'
import { keyId } from '@octroi/shared/crypto/key-id'
import { invariant } from '@octroi/shared/errors/invariant'
import { signMessage } from '@octroi/shared/wire/message'
import { deviceKeyMessage } from '@octroi/shared/wire/messages/device-key'
import type { AccessEvent } from '../authorizations/access-event.ts'
import type { GrantedAuthorization } from '../authorizations/authorization.ts'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { unsealKey } from '../tenants/signer.ts'
import { excerpt, holds, readBatch, type StoredBatch } from './batch-excerpt.ts'

type Needs = Pick<Stores, 'tenants' | 'devices' | 'journals'>

/** Batches that were read for a proof before: one batch may tell of many authorizations. */
export type ReadBatches = StoredBatch[]

/**
 * The proof of what a device signed about an authorization, from the evidence as it was stored: undefined before the
 * device told anything. Refusals anybody can cause, so they stand only where there is nothing else. Where records lie in
 * batches of several keys, it proves those of the key of the first.
 */
export async function proofOfAuthorization(
  { tenants, devices, journals }: Needs,
  { crypto, sealer, nowMs }: Environment,
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
      batch = readBatch(crypto.sha256, await journals.covering(device, seq, overlap), overlap)
      read.push(batch)
    }
    signedBy ??= batch.kid
    if (!equalBytes(signedBy, batch.kid)) continue
    const header = toBase64url(batch.header)
    const known = batches.get(header) ?? { header, records: [] }
    batches.set(header, { header, records: [...known.records, excerpt(batch, seq)] })
  }
  const keys = await devices.keys(device)
  const key = keys.find(({ publicKey }) => signedBy !== undefined && equalBytes(keyId(crypto, publicKey), signedBy))
  if (key === undefined) return undefined
  const claims = { tenant: tenant.id, device, publicKey: key.publicKey, enrolled: key.enrolledAtMs, time: nowMs() }
  const receiptKeys = unsealKey(sealer, await tenants.signingKey('receipts'))
  return {
    format: 'octroi/v1/proof',
    tenant: tenant.id,
    device,
    authorization: id,
    keyset: toBase64url(tenant.keyset),
    deviceKey: toBase64url(signMessage(crypto, deviceKeyMessage, claims, receiptKeys)),
    permit: toBase64url(permit),
    batches: [...batches.values()],
  }
}

/** The grant, and the newest of what came of it. */
function chosen(events: readonly AccessEvent[]): readonly AccessEvent[] {
  const telling = events.filter(({ type }) => type !== 'refused')
  if (telling.length === 0) return events.slice(-proofRecordsAtMost)
  const granted = telling.filter(({ type }) => type === 'granted').slice(0, 1)
  const rest = telling.filter((event) => !granted.includes(event))
  return [...granted, ...rest.slice(granted.length - proofRecordsAtMost)]
}
