import { z } from 'zod'
import { proofSchema } from './proof.ts'
import { idSchema, instantSchema } from './shapes.ts'

/** Outcomes a partner is told about; the others are on the way to one of these. */
export const confirmedOutcomes = ['completed', 'left_open', 'failed', 'unknown', 'cancelled', 'expired'] as const
export type ConfirmedOutcome = (typeof confirmedOutcomes)[number]

/**
 * The body of a confirmation, sent as a signed webhook (Standard Webhooks 1.0). One for each authorization and outcome,
 * delivered at least once: tell repeats by the `webhook-id` header.
 */
export const confirmationSchema = z
  .strictObject({
    type: z.string().meta({ example: 'authorization.completed' }),
    timestamp: instantSchema,
    livemode: z.boolean().default(true).meta({ description: '`false` where it was only tried out.' }),
    data: z.strictObject({
      authorization: idSchema('authorization'),
      reference: z.string().optional(),
      device: idSchema('device'),
      service: z.string(),
      action: z.string(),
      outcome: z.enum(confirmedOutcomes),
      sentence: z.string().meta({ example: 'Opened, closed again and secured.' }),
      records: z.array(z.strictObject({ type: z.string(), seq: z.number().int(), at: instantSchema })),
      proof: proofSchema.optional().meta({ description: 'Absent where the device told nothing of it.' }),
    }),
  })
  .meta({ id: 'Confirmation' })

export type Confirmation = z.infer<typeof confirmationSchema>
