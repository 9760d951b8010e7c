import { z } from 'zod'
import { parseQuantity } from '../money/quantity.ts'
import { idSchema, instantSchema, pageSchema, textSchema } from './shapes.ts'

const quantitySchema = z.string().meta({ description: 'In the unit of the meter.', example: '12' })

/** Where a quota stands, as the API and reasons tell it. */
export const quotaSchema = z
  .strictObject({
    account: idSchema('account'),
    meter: z.string().meta({ description: 'Limits of an account on the same meter are one quota.', example: 'openings' }),
    device: idSchema('device').optional().meta({ description: 'For this device alone, where it is present.' }),
    unit: z.string(),
    kind: z.enum(['hard', 'soft']).meta({ description: 'Beyond a hard limit actions are refused.' }),
    at: instantSchema,
    granted: quantitySchema,
    used: quantitySchema,
    reserved: quantitySchema.meta({ description: 'Of granted authorizations of which nothing has come yet.' }),
    allotted: quantitySchema.meta({
      description: 'Handed to devices for use without asking, and not used yet as far as they told.',
    }),
    left: quantitySchema,
    beyond: quantitySchema.meta({ description: 'What was used beyond all grants.' }),
    renewsAt: instantSchema.optional(),
    grants: z
      .array(
        z.strictObject({
          source: z.enum(['period', 'order', 'operator', 'rollover']),
          grant: idSchema('quotaGrant').optional().meta({ description: 'Of one that the operator gave.' }),
          quantity: quantitySchema,
          spent: quantitySchema,
          left: quantitySchema,
          priority: z.number().int(),
          from: instantSchema,
          until: instantSchema.optional(),
        }),
      )
      .meta({ description: 'Those in force, in the order in which they are used.' }),
    devices: z
      .array(z.strictObject({ device: idSchema('device'), left: quantitySchema }))
      .meta({ description: 'What each device can still use without asking.' }),
  })
  .meta({ id: 'Quota' })

export const newQuotaGrantSchema = z
  .strictObject({
    quantity: z
      .string()
      .max(40)
      .refine((text) => (parseQuantity(text) ?? 0n) > 0n, 'must be a quantity above zero with at most 9 fraction digits')
      .meta({ example: '10' }),
    reason: textSchema(200).meta({ example: 'Goodwill after an outage' }),
    from: instantSchema.optional().meta({ description: 'Now where it is absent, and never before.' }),
    until: instantSchema.optional().meta({ description: 'For ever where it is absent.' }),
    priority: z
      .number()
      .int()
      .min(0)
      .max(1000)
      .optional()
      .meta({ description: 'Lower ones are used first; 100 where it is absent. Among equals the one that ends first is.' }),
  })
  .meta({ id: 'NewQuotaGrant' })

export const quotaGrantSchema = z
  .strictObject({
    id: idSchema('quotaGrant'),
    account: idSchema('account'),
    meter: z.string(),
    device: idSchema('device').optional(),
    quantity: quantitySchema,
    priority: z.number().int(),
    reason: z.string(),
    from: instantSchema,
    until: instantSchema.optional(),
    grantedAt: instantSchema,
  })
  .meta({ id: 'QuotaGrant' })

export const quotaGrantsSchema = pageSchema(quotaGrantSchema, 'QuotaGrants')
