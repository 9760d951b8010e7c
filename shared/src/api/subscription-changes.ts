import { z } from 'zod'
import { idSchema, instantSchema, keySchema, pageSchema } from './shapes.ts'

/** What may become of a subscription after it was bought. */
export const changeKinds = ['quantity', 'pause', 'resume', 'pin', 'unpin', 'end', 'offer', 'transfer'] as const
/** A subscription goes over to another account with its device alone. */
const askedKinds = ['quantity', 'pause', 'resume', 'pin', 'unpin', 'end', 'offer'] as const

const quantityAtMost = 1_000_000
export const quantitySchema = z.number().int().min(1).max(quantityAtMost)

const meant = { quantity: ['quantity', 'offer'], offer: ['offer'], catalogueVersion: ['offer'] } as const
const needed = { quantity: 'quantity', offer: 'offer' } as const

export const newChangeSchema = z
  .strictObject({
    kind: z
      .enum(askedKinds)
      .meta({ description: '`offer` takes another offer, or the same one at another version of the catalogue.' }),
    quantity: quantitySchema
      .optional()
      .meta({ description: 'Of `quantity`; of `offer`, where it is to be another one than now.' }),
    offer: keySchema.optional().meta({ description: 'Of `offer`: its key.' }),
    catalogueVersion: z.number().int().min(1).max(1_000_000_000).optional().meta({
      description: 'Of `offer`: the version in effect at that time where it is absent. Only the operator may name one.',
    }),
    at: z
      .union([z.enum(['now', 'period_end']), instantSchema])
      .optional()
      .meta({ description: 'Now where it is absent; `period_end` is the end of the billing period that runs.' }),
    dryRun: z.boolean().optional().meta({ description: 'Tells what it would come to, and keeps nothing.' }),
  })
  .superRefine((asked, context) => {
    const issue = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message })
    const of = (field: keyof typeof meant): readonly string[] => meant[field]
    for (const field of ['quantity', 'offer', 'catalogueVersion'] as const) {
      if (asked[field] !== undefined && !of(field).includes(asked.kind)) issue(field, `is nothing that \`${asked.kind}\` takes`)
    }
    for (const [kind, field] of Object.entries(needed) as [keyof typeof needed, 'quantity' | 'offer'][]) {
      if (asked.kind === kind && asked[field] === undefined) issue(field, `is required by \`${kind}\``)
    }
  })
  .meta({ id: 'NewSubscriptionChange' })

export const subscriptionChangeSchema = z
  .strictObject({
    id: idSchema('change'),
    subscription: idSchema('subscription'),
    kind: z.enum(changeKinds),
    quantity: z.number().int().optional(),
    offer: z.string().optional(),
    catalogueVersion: z.number().int().optional(),
    account: idSchema('account').optional().meta({ description: 'Of `transfer`: who goes on with it.' }),
    at: instantSchema,
    askedAt: instantSchema,
    state: z.enum(['scheduled', 'in_effect', 'taken_back']),
    follows: idSchema('change').optional().meta({ description: 'Of an add-on: the change of what it adds to that it follows.' }),
    began: idSchema('subscription').optional().meta({ description: 'The subscription that takes its place.' }),
    takenBackAt: instantSchema.optional(),
  })
  .meta({ id: 'SubscriptionChange' })

export const subscriptionChangesSchema = pageSchema(subscriptionChangeSchema, 'SubscriptionChanges')

/** A change with all that comes of it. */
export const plannedChangeSchema = subscriptionChangeSchema
  .extend({
    isDryRun: z.boolean(),
    feesUntil: instantSchema.optional().meta({
      description: 'Fees that recur are asked until then, because of a minimum term, though the subscription ends earlier.',
    }),
    addOns: z.array(subscriptionChangeSchema).meta({ description: 'What add-ons do because of it.' }),
    takesBack: z.array(idSchema('change')).meta({ description: 'What was scheduled and becomes moot.' }),
  })
  .meta({ id: 'PlannedSubscriptionChange' })
