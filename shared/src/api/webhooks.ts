import { z } from 'zod'
import { idSchema, instantSchema, pageSchema } from './shapes.ts'
import { deliveryStates } from './vocabulary.ts'

export const newEndpointSchema = z
  .strictObject({
    account: idSchema('account').optional().meta({ description: 'Whose; the caller’s own account where it is absent.' }),
    url: z
      .url({ protocol: /^https?$/ })
      .max(2000)
      .meta({ example: 'https://merchant.example/octroi' }),
  })
  .meta({ id: 'NewWebhookEndpoint' })

export const endpointSchema = z
  .strictObject({ id: idSchema('endpoint'), account: idSchema('account'), url: z.string(), createdAt: instantSchema })
  .meta({ id: 'WebhookEndpoint' })

export const endpointsSchema = z.strictObject({ items: z.array(endpointSchema) }).meta({ id: 'WebhookEndpoints' })

export const addedEndpointSchema = z
  .strictObject({
    id: idSchema('endpoint'),
    account: idSchema('account'),
    url: z.string(),
    createdAt: instantSchema,
    secret: z.string().meta({ description: 'Shown once; verify confirmations with it.', example: 'whsec_…' }),
  })
  .meta({ id: 'AddedWebhookEndpoint' })

export const deliverySchema = z
  .strictObject({
    id: idSchema('message'),
    endpoint: idSchema('endpoint'),
    type: z.string(),
    state: z.enum(deliveryStates),
    attempts: z.number().int(),
    createdAt: instantSchema,
    dueAt: instantSchema.optional(),
    deliveredAt: instantSchema.optional(),
    lastError: z.string().optional(),
  })
  .meta({ id: 'WebhookDelivery' })

export const deliveriesSchema = pageSchema(deliverySchema, 'WebhookDeliveries')
