import { z } from 'zod'
import { lineSchema, periodNameSchema } from './invoices.ts'
import { idSchema, instantSchema, pageQuerySchema, pageSchema, proseSchema } from './shapes.ts'
import { disputeStates } from './vocabulary.ts'

export const disputeTextAtMost = 1000

export const newDisputeSchema = z
  .strictObject({
    account: idSchema('account').optional().meta({ description: 'Whose line; the caller’s own account where it is absent.' }),
    month: periodNameSchema.meta({ description: 'The billing period: its month, or the first day that it bills.' }),
    line: lineSchema,
    reason: proseSchema(disputeTextAtMost).meta({ example: 'Nobody was at home that day.' }),
  })
  .meta({ id: 'NewDispute' })

export const disputeAnswerSchema = z
  .strictObject({
    state: z.enum(['upheld', 'rejected']),
    text: proseSchema(disputeTextAtMost).meta({ example: 'The meter was read twice; we correct it.' }),
  })
  .meta({ id: 'DisputeAnswer' })

export const disputeSchema = z
  .strictObject({
    id: idSchema('dispute'),
    account: idSchema('account'),
    month: z.string(),
    line: lineSchema,
    reason: z.string(),
    state: z.enum(disputeStates),
    openedAt: instantSchema,
    endedAt: instantSchema.optional().meta({ description: 'When it was answered or withdrawn.' }),
    answer: z.string().optional(),
  })
  .meta({
    id: 'Dispute',
    description: 'What an account says against a line of its bill. An answer changes no amount: a correction is a credit.',
  })

export const disputesSchema = pageSchema(disputeSchema, 'Disputes')
export const disputesQuerySchema = pageQuerySchema(idSchema('dispute')).extend({ state: z.enum(disputeStates).optional() })
