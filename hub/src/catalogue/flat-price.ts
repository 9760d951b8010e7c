import { nameSchema } from '@octroi/shared/api/shapes'
import { periodLengths } from '@octroi/shared/time/period'
import { z } from 'zod'
import { periodStarts } from './billing.ts'
import { decimal } from './decimals.ts'

/** A fixed fee: once, or for every local day, week, month, quarter or year in which the subscription is in force. */
export const flatPrice = z
  .strictObject({
    model: z.literal('flat'),
    name: nameSchema,
    amount: decimal,
    every: z.enum(['once', 'day', ...periodLengths]),
    /** On the bill of the period in which its time begins, or in which its time ends. */
    timing: z.enum(['advance', 'arrears']),
    /** From where its own weeks, months, quarters or years are counted; as the periods of the offer where it is absent. */
    starts: z.enum(periodStarts).optional(),
    /** What its time asks in which the subscription begins or ends: all of it, or its part by days or by seconds. */
    proration: z.enum(['none', 'day', 'second']).optional(),
    /** Asked for each of the quantity of the subscription. */
    perQuantity: z.boolean().optional(),
    /** So many days from the beginning of the subscription are free. */
    trialDays: z.number().int().min(1).max(3660).optional(),
  })
  .superRefine(({ every, proration, starts }, context) => {
    if (every !== 'once' && every !== 'day') return
    const issue = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message })
    if (proration !== undefined) issue('proration', 'neither a single fee nor that of a day is divided')
    if (starts !== undefined) issue('starts', 'a single fee and that of a day have no periods')
  })

export type FlatPrice = z.infer<typeof flatPrice>
