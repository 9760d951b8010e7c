import { z } from 'zod'
import { base64urlSchema, idSchema } from './shapes.ts'

/** Records of one authorization that a proof carries, each perhaps in a batch of its own. */
export const proofRecordsAtMost = 100

const signed = base64urlSchema({ least: 1, most: 4096 })
const hash = base64urlSchema({ least: 32, most: 32 })

const header = signed.meta({ description: 'The slice of the journal, signed by the device.' })
const recordFields = {
  seq: z.number().int().min(1),
  record: base64urlSchema({ least: 1, most: 1024 }),
  path: z.array(hash).max(16).meta({ description: 'From the record up to the root the device signed.' }),
}

/** The same for one record alone, whatever it tells of: what stands behind a line of a bill. */
export const recordProofSchema = z
  .strictObject({
    format: z.literal('octroi/v1/record'),
    tenant: idSchema('tenant'),
    device: idSchema('device'),
    keyset: signed.meta({ description: 'The hub’s keys, signed by the tenant’s root key.' }),
    deviceKey: signed.meta({ description: 'The key the device enrolled with, signed by the hub.' }),
    header,
    ...recordFields,
  })
  .meta({ id: 'RecordProof' })

export type RecordProof = z.infer<typeof recordProofSchema>

/**
 * Everything needed to check, without the hub and knowing only the tenant's root key, what a device signed about an
 * authorization: key set, device key, permit, batch headers, and the records with their inclusion proofs (RFC 9162).
 */
export const proofSchema = z
  .strictObject({
    format: z.literal('octroi/v1/proof'),
    tenant: idSchema('tenant'),
    device: idSchema('device'),
    authorization: idSchema('authorization'),
    keyset: signed.meta({ description: 'The hub’s keys, signed by the tenant’s root key.' }),
    deviceKey: signed.meta({ description: 'The key the device enrolled with, signed by the hub.' }),
    permit: signed.meta({ description: 'The permit, or which passcode stands in its place, signed by the hub.' }),
    batches: z
      .array(
        z.strictObject({
          header,
          records: z.array(z.strictObject(recordFields)).min(1).max(proofRecordsAtMost),
        }),
      )
      .min(1)
      .max(proofRecordsAtMost),
  })
  .meta({ id: 'Proof' })

export type Proof = z.infer<typeof proofSchema>
