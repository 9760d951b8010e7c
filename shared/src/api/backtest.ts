import { z } from 'zod'
import { monthSchema } from './invoices.ts'
import { amountSchema, idSchema, keySchema } from './shapes.ts'
import { backtestStates } from './vocabulary.ts'

export const backtestQuerySchema = z.strictObject({
  from: monthSchema.optional().meta({ description: 'The first month; `to` where it is absent.', example: '2026-08' }),
  to: monthSchema
    .optional()
    .meta({ description: 'The last month; `from` where it is absent. Without both, the month that ended last. At most 24.' }),
  offer: keySchema.optional().meta({ description: 'Only subscriptions to this offer.' }),
  limit: z
    .string()
    .regex(/^(?:1?\d|20)$/, 'must be from 1 to 20')
    .refine((text) => Number(text) > 0, 'must be from 1 to 20')
    .optional()
    .meta({ description: 'Accounts of a page at most; 10 where it is absent.', example: '10' }),
  after: idSchema('account').optional().meta({ description: 'The `next` of the page before.' }),
})

export const backtestRowSchema = z
  .strictObject({
    account: idSchema('account'),
    name: z.string(),
    offer: z.string(),
    subscriptions: z.number().int().meta({ description: 'How many subscriptions of the account to the offer it sums.' }),
    state: z.enum(backtestStates).meta({
      description:
        'Only `compared` says what the draft asks. Otherwise it lacks the offer, asks another currency, bills other time, prices what was not counted then, or records that it needs are forgotten.',
    }),
    currency: z.string(),
    before: z
      .string()
      .meta({ description: 'The drafts of the periods that begin in these months as they were rated, before VAT.' }),
    after: z.string().optional().meta({ description: 'The very same records under the draft.' }),
    difference: z.string().optional(),
    notCounted: z.array(z.string()).optional().meta({ description: 'Prices of the draft on what was not counted then.' }),
  })
  .meta({ id: 'BacktestRow' })

const totalsSchema = z
  .strictObject({
    before: amountSchema,
    after: amountSchema,
    difference: amountSchema,
    more: z.number().int().meta({ description: 'Rows that pay more under the draft.' }),
    less: z.number().int(),
    same: z.number().int(),
    leftOut: z.number().int().meta({ description: 'Rows that cannot be compared, and are in no sum.' }),
  })
  .meta({ id: 'BacktestTotals' })

export const backtestSchema = z
  .strictObject({
    from: z.string(),
    to: z.string(),
    items: z.array(backtestRowSchema),
    totals: z.array(totalsSchema).meta({ description: 'Of this page, one for each currency.' }),
    next: z.string().optional().meta({ description: 'Give it as `after` to go on; a page may be empty and yet have one.' }),
  })
  .meta({ id: 'Backtest' })
