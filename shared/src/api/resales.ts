import { z } from 'zod'
import { lineSchema } from './invoices.ts'
import { idSchema, instantSchema, pageSchema } from './shapes.ts'
import { resaleSides, resaleStates } from './vocabulary.ts'

export const newResaleSchema = z
  .strictObject({ account: idSchema('account').meta({ description: 'The account that is to stand for the reseller.' }) })
  .meta({ id: 'NewResale' })

const resaleFields = {
  id: idSchema('resale'),
  side: z.enum(resaleSides).meta({ description: 'What the caller’s own tenant is.' }),
  state: z.enum(resaleStates),
  account: idSchema('account')
    .optional()
    .meta({ description: 'Only told to the supplier: the account that stands for the reseller.' }),
  partner: z
    .strictObject({ tenant: idSchema('tenant'), name: z.string() })
    .optional()
    .meta({ description: 'The tenant on the other side, once both agreed.' }),
  proposedAt: instantSchema,
  codeExpiresAt: instantSchema.optional().meta({ description: 'Until when the code of a proposal may be used.' }),
  agreedAt: instantSchema.optional(),
  endedAt: instantSchema.optional(),
  endedBy: z.enum(resaleSides).optional(),
}

export const resaleSchema = z
  .strictObject(resaleFields)
  .meta({ id: 'Resale', description: 'Two tenants’ agreement that one sells on what the other supplies.' })

export const proposedResaleSchema = z
  .strictObject({
    ...resaleFields,
    code: z
      .string()
      .meta({ description: 'Shown once; give it to the reseller, whose operator accepts with it.', example: 'octroi-resale_…' }),
  })
  .meta({ id: 'ProposedResale' })

export const resalesSchema = pageSchema(resaleSchema, 'Resales')

export const acceptResaleSchema = z
  .strictObject({ code: z.string().max(200).meta({ description: 'As the supplier got it with its proposal.' }) })
  .meta({ id: 'AcceptResale' })

const resoldDeviceSchema = z
  .strictObject({
    device: idSchema('device'),
    alias: idSchema('device').meta({ description: 'What the supplier calls it. No device anywhere has this id.' }),
  })
  .meta({ id: 'ResoldDevice' })

export const resoldDevicesSchema = pageSchema(resoldDeviceSchema, 'ResoldDevices')

const lineBatchSchema = z
  .strictObject({
    device: idSchema('device').meta({ description: 'An alias: the reseller alone knows which of its devices it is.' }),
    batch: z
      .string()
      .optional()
      .meta({ description: 'SHA-256 of the batch as its device signed it, base64url: the reseller can prove records of it.' }),
    records: z
      .array(z.strictObject({ first: z.number().int(), last: z.number().int() }))
      .meta({ description: 'Which records of the journal count on the line.' }),
    quantity: z
      .string()
      .optional()
      .meta({ description: 'What they add to the line, in its unit; absent where the line does not add.' }),
  })
  .meta({ id: 'LineBatch', description: 'What a signed batch of a reseller’s device adds to a wholesale line.' })

export const lineBatchesSchema = z
  .strictObject({
    account: idSchema('account'),
    line: lineSchema,
    period: z.string(),
    quantity: z.string().meta({ description: 'Of the whole line. Where it adds, its batches sum to it.' }),
    unit: z.string(),
    items: z.array(lineBatchSchema),
    next: z.string().optional().meta({ description: 'Give it as `after` to go on.' }),
  })
  .meta({ id: 'LineBatches' })

/** Alias, first record, and the hash of the batch or `-`. */
export const lineBatchCursor = z
  .string()
  .regex(/^dev_[0-9a-z]{26} \d{1,15} (?:-|[A-Za-z0-9_-]{43})$/, 'must be the `next` of the page before')
