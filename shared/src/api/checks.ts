import { z } from 'zod'
import { reasonSchema } from './authorizations.ts'
import { explanationSchema, idSchema, instantSchema, keySchema } from './shapes.ts'

export const checkQuerySchema = z.strictObject({
  account: idSchema('account').optional().meta({ description: 'Who would act; the caller’s own account where it is absent.' }),
  device: idSchema('device'),
  service: keySchema.meta({ example: 'trunk.access' }),
  action: keySchema.meta({ example: 'open' }),
  at: instantSchema.optional().meta({ description: 'In the past or the future; now where it is absent.' }),
})

export const untoldReasons = ['policy', 'services', 'frozen', 'quota', 'holder'] as const

export const checkSchema = z
  .strictObject({
    account: idSchema('account'),
    device: idSchema('device'),
    service: z.string(),
    action: z.string(),
    at: instantSchema,
    allowed: z.boolean(),
    code: z.string().optional().meta({ description: 'Why not: that of the first reason that is not satisfied.' }),
    reasons: z.array(reasonSchema),
    entitlement: idSchema('entitlement').optional(),
    subscription: idSchema('subscription').optional().meta({ description: 'Who would pay.' }),
    price: z.strictObject({ amount: z.string(), currency: z.string(), explanation: explanationSchema }).optional(),
    basis: z.enum(['then', 'now']).meta({
      description: '`then`: by what was in force and known at an instant that is past; `now`: by what is known now.',
    }),
    untold: z
      .array(z.strictObject({ what: z.enum(untoldReasons), sentence: z.string() }))
      .meta({ description: 'What of then is not kept by time, and was taken as it is now.' }),
  })
  .meta({ id: 'Check' })
