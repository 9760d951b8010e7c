import { z } from 'zod'
import { typedCodeSchema } from './promotions.ts'
import { idSchema, instantSchema, keySchema, pageSchema } from './shapes.ts'
import { quantitySchema } from './subscription-changes.ts'

export const newOrderSchema = z
  .strictObject({
    account: idSchema('account').optional().meta({ description: 'Whose order it is; the caller’s own where it is absent.' }),
    offer: keySchema.meta({ example: 'trunk-deliveries' }),
    quantity: quantitySchema.optional().meta({ description: 'How many of it; one where it is absent.' }),
    device: idSchema('device').optional().meta({ description: 'Binds the subscription to one device of the account.' }),
    coupon: typedCodeSchema.optional().meta({ description: 'Redeems the coupon of this code for the subscription.' }),
    startsAt: instantSchema
      .optional()
      .meta({ description: 'Now where it is absent. Only the operator may set a time in the past.' }),
  })
  .meta({ id: 'NewOrder' })

export const orderSchema = z
  .strictObject({
    id: idSchema('order'),
    account: idSchema('account'),
    offer: z.string(),
    catalogueVersion: z.number().int(),
    device: idSchema('device').optional(),
    startsAt: instantSchema,
    state: z.enum(['fulfilled']),
    subscription: idSchema('subscription'),
    placedAt: instantSchema,
  })
  .meta({ id: 'Order' })

export const ordersSchema = pageSchema(orderSchema, 'Orders')

const phaseSchema = z
  .strictObject({
    from: instantSchema,
    quantity: z.number().int(),
    isPaused: z.boolean(),
    isPinned: z.boolean().meta({ description: 'It stays at its version of the catalogue.' }),
  })
  .meta({ id: 'Phase' })

export const subscriptionSchema = z
  .strictObject({
    id: idSchema('subscription'),
    account: idSchema('account'),
    order: idSchema('order'),
    offer: z.string(),
    catalogueVersion: z.number().int(),
    device: idSchema('device').optional(),
    zone: z.string(),
    from: instantSchema,
    until: instantSchema.optional(),
    phases: z.array(phaseSchema).meta({ description: 'In their order, those to come among them.' }),
    replaces: idSchema('subscription').optional().meta({ description: 'The one whose place it took.' }),
    replacedBy: idSchema('subscription').optional(),
  })
  .meta({ id: 'Subscription' })

export const subscriptionsSchema = pageSchema(subscriptionSchema, 'Subscriptions')
