import { z } from 'zod'
import { typedCodeSchema } from './promotions.ts'
import {
  amountSchema,
  explanationSchema,
  idSchema,
  instantSchema,
  keySchema,
  pageQuerySchema,
  pageSchema,
  textSchema,
} from './shapes.ts'
import { quantitySchema } from './subscription-changes.ts'
import { entitlementReaches, orderEvents, orderStates, orderSteps, subscriptionStates } from './vocabulary.ts'

export const orderItemsAtMost = 20
const reasonLengthAtMost = 500
const changeActions = ['change', 'pause', 'resume', 'end'] as const

const addShape = {
  offer: keySchema.meta({ example: 'trunk-deliveries' }),
  device: idSchema('device').optional().meta({ description: 'Binds the subscription to one device of the account.' }),
  quantity: quantitySchema.optional().meta({ description: 'How many of it; one where it is absent.' }),
  coupon: typedCodeSchema.optional().meta({ description: 'Redeems the coupon of this code for the subscription.' }),
  startsAt: instantSchema.optional().meta({
    description:
      'As the order is fulfilled where it is absent, which is now where nothing is waited for. Only the operator may set a time in the past.',
  }),
}

const changeShape = {
  subscription: idSchema('subscription'),
  at: z
    .union([z.enum(['now', 'period_end']), instantSchema])
    .optional()
    .meta({
      description: 'As the order is fulfilled where it is absent; `period_end` is the end of the billing period that runs then.',
    }),
}

const newOrderItemSchema = z
  .discriminatedUnion('action', [
    z.strictObject({ action: z.literal('add'), ...addShape }),
    z.strictObject({
      action: z.literal('change'),
      ...changeShape,
      offer: keySchema.optional().meta({ description: 'The offer that takes the place of what the subscription has.' }),
      quantity: quantitySchema.optional(),
    }),
    z.strictObject({ action: z.enum(['pause', 'resume', 'end']), ...changeShape }),
  ])
  .meta({ id: 'NewOrderItem' })

/** One offer, or several items that are made together or not at all. */
export const newOrderSchema = z
  .strictObject({
    account: idSchema('account').optional().meta({ description: 'Whose order it is; the caller’s own where it is absent.' }),
    ...addShape,
    offer: addShape.offer.optional(),
    items: z
      .array(newOrderItemSchema)
      .min(1)
      .max(orderItemsAtMost)
      .optional()
      .meta({ description: 'Give either these or `offer` with what belongs to it, which means one item that adds it.' }),
  })
  .superRefine(({ offer, items, device, quantity, coupon, startsAt }, context) => {
    const issue = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message })
    if (items === undefined) {
      if (offer === undefined) issue('offer', 'give `offer` or `items`')
      return
    }
    for (const [field, value] of Object.entries({ offer, device, quantity, coupon, startsAt })) {
      if (value !== undefined) issue(field, 'goes into an item where there are `items`')
    }
  })
  .meta({ id: 'NewOrder' })

const actorShape = {
  by: z
    .union([idSchema('operator'), idSchema('apiKey')])
    .optional()
    .meta({ description: 'Absent where the hub did it by itself.' }),
  reason: z.string().optional(),
}

const orderItemSchema = z
  .discriminatedUnion('action', [
    z.strictObject({
      action: z.literal('add'),
      offer: z.string(),
      catalogueVersion: z.number().int().meta({ description: 'Its prices hold, however long the order waits.' }),
      device: idSchema('device').optional(),
      quantity: z.number().int().optional(),
      coupon: z.string().optional(),
      startsAt: instantSchema.optional().meta({ description: 'Absent as long as it is to begin when the order is fulfilled.' }),
      subscription: idSchema('subscription').meta({ description: 'What it makes; it is there once the order is fulfilled.' }),
    }),
    z.strictObject({
      action: z.enum(changeActions),
      subscription: idSchema('subscription'),
      at: z.union([z.enum(['now', 'period_end']), instantSchema]),
      offer: z.string().optional(),
      catalogueVersion: z.number().int().optional(),
      quantity: z.number().int().optional(),
      began: idSchema('subscription').optional().meta({ description: 'What took its place, once the order is fulfilled.' }),
    }),
  ])
  .meta({ id: 'OrderItem' })

const orderStepSchema = z
  .strictObject({
    step: z.enum(orderSteps),
    due: z.array(amountSchema).optional().meta({ description: 'Of a payment: what falls due first, before VAT.' }),
    doneAt: instantSchema.optional().meta({ description: 'Absent as long as the order waits for it.' }),
    ...actorShape,
  })
  .meta({ id: 'OrderStep' })

const orderEventSchema = z
  .strictObject({ type: z.enum(orderEvents), at: instantSchema, ...actorShape })
  .meta({ id: 'OrderEvent' })

export const orderSchema = z
  .strictObject({
    id: idSchema('order'),
    account: idSchema('account'),
    state: z.enum(orderStates),
    placedAt: instantSchema,
    expiresAt: instantSchema.optional().meta({ description: 'When it ends by itself, where it is not fulfilled until then.' }),
    items: z.array(orderItemSchema),
    steps: z.array(orderStepSchema).meta({ description: 'All that its offers wait for; it is fulfilled once each is done.' }),
    history: z.array(orderEventSchema).meta({ description: 'Oldest first.' }),
    offer: z
      .string()
      .optional()
      .meta({ description: 'As its item says, where it has one that adds an offer; so do the next four.' }),
    catalogueVersion: z.number().int().optional(),
    device: idSchema('device').optional(),
    startsAt: instantSchema.optional(),
    subscription: idSchema('subscription').optional(),
  })
  .meta({ id: 'Order' })

const quotedPriceSchema = z.strictObject({
  price: z.string(),
  name: z.string(),
  kind: z.enum(['once', 'recurring', 'metered']),
  words: z.array(z.string()).meta({ example: ['0.2146 EUR a kWh'] }),
})

const quotedLineSchema = z.strictObject({
  price: z.string(),
  name: z.string(),
  band: z.string().optional(),
  quantity: z.string(),
  unit: z.string(),
  exact: z.string(),
  amount: z.string(),
  explanation: explanationSchema,
})

const quotedOfferSchema = z.strictObject({
  offer: z.string(),
  name: z.string(),
  catalogueVersion: z.number().int(),
  entitlements: z.array(z.strictObject({ service: z.string(), actions: z.array(z.string()), reach: z.enum(entitlementReaches) })),
  prices: z.array(quotedPriceSchema),
  firstBill: z
    .strictObject({
      period: z.strictObject({ name: z.string(), from: instantSchema, until: instantSchema }),
      lines: z.array(quotedLineSchema),
      total: amountSchema,
    })
    .meta({ description: 'The draft of the first period as it would stand at its end if nothing was used. Before VAT.' }),
  due: amountSchema.meta({ description: 'What falls due as it begins: fees once and in advance. Before VAT.' }),
})

export const orderQuoteSchema = z
  .strictObject({
    account: idSchema('account'),
    items: z.array(
      z.strictObject({
        action: z.enum(['add', ...changeActions]),
        subscription: idSchema('subscription').optional().meta({ description: 'What is changed.' }),
        at: instantSchema.meta({ description: 'When it would take effect if the order was fulfilled now.' }),
        begins: quotedOfferSchema.optional().meta({ description: 'The offer that it adds or changes to.' }),
        feesUntil: instantSchema
          .optional()
          .meta({ description: 'Fees that recur are asked until then, because of a minimum term.' }),
        addOns: z.array(idSchema('subscription')).optional().meta({ description: 'Add-ons that a change changes as well.' }),
      }),
    ),
    waitsFor: z.array(z.enum(orderSteps)).meta({ description: 'What has to be done before anything is made.' }),
    due: z.array(amountSchema).meta({ description: 'One sum for each currency.' }),
  })
  .meta({ id: 'OrderQuote', description: 'What an order would make and cost. Nothing is made.' })

export const ordersSchema = pageSchema(orderSchema, 'Orders')

const phaseSchema = z
  .strictObject({
    from: instantSchema,
    quantity: z.number().int(),
    isPaused: z.boolean(),
    isPinned: z.boolean().meta({ description: 'It stays at its version of the catalogue.' }),
  })
  .meta({ id: 'Phase' })

export const ordersQuerySchema = pageQuerySchema(idSchema('order')).extend({
  state: z.enum(orderStates).optional(),
  account: idSchema('account').optional().meta({ description: 'Only those of this account.' }),
})

/** Why somebody does something about an order; the account may read it. */
export const orderReasonSchema = textSchema(reasonLengthAtMost)

export const orderActSchema = z.strictObject({ reason: orderReasonSchema.optional() }).meta({ id: 'OrderAct' })
export const orderRejectionSchema = z.strictObject({ reason: orderReasonSchema }).meta({ id: 'OrderRejection' })
export const orderPaymentSchema = z
  .strictObject({
    reference: orderReasonSchema.optional().meta({ description: 'What it was paid by.', example: 'transfer 4711' }),
  })
  .meta({ id: 'OrderPayment' })

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

export const subscriptionsQuerySchema = pageQuerySchema(idSchema('subscription')).extend({
  account: idSchema('account').optional().meta({ description: 'Only those of this account.' }),
  offer: keySchema.optional().meta({ description: 'Only those of this offer, at whatever version.' }),
  state: z.enum(subscriptionStates).optional().meta({
    description: 'As they stand now. One that is paused is in force; one that was called off before it began has ended.',
  }),
})

export const subscriptionsSchema = pageSchema(subscriptionSchema, 'Subscriptions')
