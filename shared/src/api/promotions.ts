import { z } from 'zod'
import { isCurrency } from '../money/currency.ts'
import { amountSchema, idSchema, instantSchema, pageQuerySchema, pageSchema, textSchema } from './shapes.ts'

/** A code as a person types it. */
export const typedCodeSchema = z
  .string()
  .trim()
  .max(32)
  .regex(/^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$/, 'must be letters and digits, joined by `-`')
  .meta({ example: 'SPRING26' })

export const newRedemptionSchema = z.strictObject({ code: typedCodeSchema }).meta({ id: 'NewRedemption' })

export const redemptionSchema = z
  .strictObject({
    coupon: z.string().meta({ description: 'Its key in the catalogue.', example: 'spring' }),
    code: z.string(),
    name: z.string(),
    subscription: idSchema('subscription'),
    percent: z.string().optional(),
    amount: z.string().optional().meta({ description: 'Off each bill.' }),
    currency: z.string().optional(),
    periods: z.number().int().optional().meta({
      description:
        'For so many billing periods; for ever where it is absent. What an amount for one leaves is kept for the next.',
    }),
    prices: z.array(z.string()).optional().meta({ description: 'Off these; off the whole bill where it is absent.' }),
    catalogueVersion: z.number().int().meta({ description: 'Whose terms it keeps.' }),
    from: instantSchema,
    redeemedAt: instantSchema,
  })
  .meta({ id: 'Redemption', description: 'A coupon that a subscription has.' })

export const redemptionsSchema = z.strictObject({ items: z.array(redemptionSchema) }).meta({ id: 'Redemptions' })

const currencySchema = z
  .string()
  .refine(isCurrency, 'must be an ISO 4217 code with at most 3 minor digits')
  .meta({ example: 'EUR' })

export const newCreditSchema = z
  .strictObject({
    amount: z
      .string()
      .regex(/^(?:0|[1-9]\d{0,14})(?:\.\d{1,3})?$/, 'must be an amount, for example 12.00')
      .meta({ example: '12.00' }),
    currency: currencySchema,
    reason: textSchema(200).optional().meta({ description: 'Its line of a bill says it.', example: 'Welcome' }),
    expiresAt: instantSchema.optional().meta({ description: 'It lowers bills of periods that begin before then.' }),
    priority: z
      .number()
      .int()
      .min(-1000)
      .max(1000)
      .optional()
      .meta({ description: 'Lower ones are used first; 0 where it is absent. Among equals the one that expires first is.' }),
  })
  .meta({ id: 'NewCredit' })

export const creditSchema = z
  .strictObject({
    id: idSchema('credit'),
    account: idSchema('account'),
    granted: amountSchema,
    left: amountSchema.meta({
      description: 'What the bills so far have not used, the drafts that run among them; nothing once it expired.',
    }),
    reason: z.string().optional(),
    priority: z.number().int(),
    grantedAt: instantSchema,
    expiresAt: instantSchema.optional(),
    points: z.number().int().optional().meta({ description: 'The points it was made of.' }),
  })
  .meta({ id: 'Credit', description: 'Promotional credit: it lowers bills, before VAT, until it is used or expires.' })

export const creditsSchema = pageSchema(creditSchema, 'Credits')
export const creditsQuerySchema = pageQuerySchema(idSchema('credit'))

export const newPointsRedemptionSchema = z
  .strictObject({ points: z.number().int().min(1).max(1_000_000_000).meta({ example: 100 }) })
  .meta({ id: 'NewPointsRedemption' })

export const loyaltySchema = z
  .strictObject({
    account: idSchema('account'),
    name: z.string().optional().meta({ description: 'Of the programme in effect; absent where there is none.' }),
    redeem: z
      .strictObject({ points: z.number().int(), amount: z.string(), currency: z.string() })
      .optional()
      .meta({ description: 'So many points, or a multiple of them, become this amount of promotional credit.' }),
    earned: z.string().meta({ description: 'In all months that are over.' }),
    redeemed: z.string(),
    balance: z
      .string()
      .meta({ description: 'Below nothing where more was redeemed than is earned after all: later points make up for it.' }),
    months: z
      .array(z.strictObject({ month: z.string(), of: z.string(), rate: z.string(), points: z.string() }))
      .meta({ description: 'The last months that are over: what they count, before it is rounded down to points.' }),
  })
  .meta({ id: 'Loyalty' })
