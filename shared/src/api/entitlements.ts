import { z } from 'zod'
import { idSchema, instantSchema, keySchema, pageSchema } from './shapes.ts'
import { entitlementReaches } from './vocabulary.ts'

export const entitlementSchema = z
  .strictObject({
    id: idSchema('entitlement'),
    subscription: idSchema('subscription'),
    account: idSchema('account'),
    service: z.string(),
    actions: z.array(z.string()),
    reach: z.enum(entitlementReaches).meta({ description: 'On the account’s own devices, or on those whose owners consented.' }),
    device: idSchema('device').optional().meta({ description: 'Only on this device, where it is present.' }),
    from: instantSchema,
    until: instantSchema.optional(),
    lease: z
      .strictObject({
        validSeconds: z.number().int(),
        afterExpiry: z.enum(['keep', 'degrade', 'refuse']),
        essential: z.array(z.string()),
        quotas: z.array(z.strictObject({ counter: z.string(), quantity: z.string() })),
      })
      .optional()
      .meta({ description: 'On what terms a device of the account may act for it without asking.' }),
    limit: z
      .strictObject({
        meter: z.string(),
        unit: z.string(),
        quantity: z.string(),
        perQuantity: z.literal(true).optional().meta({ description: 'So much for each of the quantity of the subscription.' }),
        proration: z.enum(['day', 'second']).optional(),
        every: z.enum(['week', 'month', 'quarter', 'year', 'once']),
        kind: z.enum(['hard', 'soft']),
        priority: z.number().int(),
        expiresAfterDays: z.number().int().optional(),
        rollover: z.strictObject({ atMost: z.string() }).optional(),
        notices: z.array(z.number().int()),
        offline: z.strictObject({ perDevice: z.string() }).optional(),
      })
      .optional()
      .meta({ description: 'How much of it there is, over all devices of the account; see its quota.' }),
    value: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .optional()
      .meta({ description: 'What an application reads of it: how many users there may be, say.' }),
  })
  .meta({ id: 'Entitlement' })

export const entitlementsSchema = pageSchema(entitlementSchema, 'Entitlements')

export const newConsentSchema = z
  .strictObject({
    owner: idSchema('account').optional().meta({ description: 'Whose devices; the caller’s own account where it is absent.' }),
    grantee: idSchema('account'),
    service: keySchema.meta({ example: 'trunk.access' }),
    device: idSchema('device').optional().meta({ description: 'Only this device; all of the owner where it is absent.' }),
    actions: z
      .array(keySchema)
      .min(1)
      .max(20)
      .optional()
      .meta({ description: 'Only these actions; all of the service where it is absent.' }),
    from: instantSchema.optional(),
    until: instantSchema.optional(),
  })
  .meta({ id: 'NewConsent' })

export const consentSchema = z
  .strictObject({
    id: idSchema('consent'),
    owner: idSchema('account'),
    grantee: idSchema('account'),
    service: z.string(),
    device: idSchema('device').optional(),
    actions: z.array(z.string()).optional(),
    from: instantSchema,
    until: instantSchema.optional(),
    givenAt: instantSchema,
  })
  .meta({ id: 'Consent' })

export const consentsSchema = pageSchema(consentSchema, 'Consents')
