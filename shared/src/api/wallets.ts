import { z } from 'zod'
import { isCurrency } from '../money/currency.ts'
import {
  amountSchema,
  idSchema,
  instantSchema,
  keySchema,
  numberCursor,
  pageQuerySchema,
  pageSchema,
  textSchema,
} from './shapes.ts'
import { topUpStates, walletPurposes } from './vocabulary.ts'

const money = z
  .string()
  .regex(/^(?:0|[1-9]\d{0,14})(?:\.\d{1,3})?$/, 'must be an amount, for example 12.00')
  .meta({ example: '12.00' })

const told = z.string().meta({ example: '12.00' })

const automaticTopUp = z.strictObject({
  below: told,
  add: told,
  monthAtMost: told,
})

export const walletSchema = z
  .strictObject({
    account: idSchema('account'),
    wallet: keySchema.meta({ description: 'Its key in the catalogue.', example: 'main' }),
    name: z.string(),
    currency: z.string(),
    purpose: z.enum(walletPurposes),
    balance: told.meta({ description: 'What is left of what was paid in, less what is owed.' }),
    owed: told.meta({ description: 'What was used beyond it where nobody could ask the hub. The next top-up pays it first.' }),
    reserved: told.meta({ description: 'What was granted and not used yet may still cost, VAT included.' }),
    available: told.meta({ description: 'The balance less what is reserved; below nothing where it is overdrawn.' }),
    promotional: told.meta({ description: 'Promotional credit of the account: it lowers bills before the wallet pays them.' }),
    lots: z
      .array(
        z.strictObject({
          paid: told,
          left: told,
          from: instantSchema,
          expiresAt: instantSchema.optional(),
        }),
      )
      .meta({ description: 'In the order in which they are used: the one that expires first, then the older.' }),
    automaticTopUp: automaticTopUp.optional(),
  })
  .meta({ id: 'Wallet', description: 'What an account paid before it used anything, as it stands now.' })

export const walletsSchema = z.strictObject({ items: z.array(walletSchema) }).meta({ id: 'Wallets' })

export const newTopUpSchema = z
  .strictObject({
    amount: money,
    currency: z.string().refine(isCurrency, 'must be an ISO 4217 code with at most 3 minor digits').meta({ example: 'EUR' }),
  })
  .meta({ id: 'NewTopUp' })

export const topUpSchema = z
  .strictObject({
    id: idSchema('topUp'),
    account: idSchema('account'),
    wallet: z.string(),
    amount: amountSchema.meta({ description: 'What is paid, VAT included where the wallet is for a single purpose.' }),
    state: z.enum(topUpStates),
    provider: z.string().meta({ description: 'Who collects it; of `manual` the operator says when it arrived.' }),
    automatic: z.boolean(),
    reference: z.string().optional().meta({ description: 'By which the money is found.' }),
    askedAt: instantSchema,
    decidedAt: instantSchema.optional(),
  })
  .meta({ id: 'TopUp' })

export const topUpsSchema = pageSchema(topUpSchema, 'TopUps')
export const topUpsQuerySchema = pageQuerySchema(idSchema('topUp'))

export const topUpOutcomeSchema = z
  .strictObject({ state: z.enum(['received', 'failed']), reference: textSchema(200).optional() })
  .meta({ id: 'TopUpOutcome', description: 'Whether the money arrived. Either is final.' })

export const newAutomaticTopUpSchema = z
  .strictObject({
    below: money.meta({ description: 'Less than this being available asks for a top-up, once until enough was again.' }),
    add: money,
    monthAtMost: money.meta({ description: 'All that is asked for so in a month of the calendar.' }),
  })
  .meta({ id: 'AutomaticTopUp' })

export const statementQuerySchema = pageQuerySchema(numberCursor).extend({
  from: instantSchema.optional().meta({ description: 'From the first movement on, where it is absent.' }),
  until: instantSchema.optional().meta({ description: 'Until now, where it is absent.' }),
})

const movement = z.strictObject({
  nth: z.number().int(),
  at: instantSchema,
  kind: z.enum(['top_up', 'captured', 'returned', 'expired']),
  amount: told.meta({ description: 'Below nothing where it was taken.', example: '-3.00' }),
  vat: told.meta({ description: 'Within it where a bill was paid; beside it where a single-purpose wallet was topped up.' }),
  balance: told,
  topUp: idSchema('topUp').optional(),
  subscription: idSchema('subscription').optional(),
  period: z.string().optional().meta({ description: 'Of the bill that was paid.' }),
  lot: z.number().int().optional().meta({ description: 'The number of the movement that brought what expired.' }),
})

export const walletStatementSchema = z
  .strictObject({
    account: idSchema('account'),
    wallet: z.string(),
    currency: z.string(),
    opening: told,
    closing: told,
    items: z.array(movement),
    next: z.string().optional().meta({ description: 'Give it as `after` to go on.' }),
  })
  .meta({
    id: 'WalletStatement',
    description: 'Every movement of a time, in order. What was captured by then: what runs is not among it yet.',
  })
