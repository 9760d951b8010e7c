import { nameSchema } from '@octroi/shared/api/shapes'
import { z } from 'zod'
import { decimal } from './decimals.ts'

/** A fixed fee: once, or for every local day or month in which the subscription is in force, charged afterwards. */
export const flatPrice = z
  .strictObject({
    model: z.literal('flat'),
    name: nameSchema,
    amount: decimal,
    every: z.enum(['once', 'day', 'month']),
    timing: z.literal('arrears'),
    /** What a month in which the subscription begins or ends asks: all of it, or its part by days or by seconds. */
    proration: z.enum(['none', 'day', 'second']).optional(),
    /** So many days from the beginning of the subscription are free. */
    trialDays: z.number().int().min(1).max(3660).optional(),
  })
  .superRefine(({ every, proration }, context) => {
    if (proration === undefined || every === 'month') return
    context.addIssue({ code: 'custom', path: ['proration'], message: 'only a fee of every month can be divided' })
  })

export type FlatPrice = z.infer<typeof flatPrice>
