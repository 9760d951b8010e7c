import { keySchema, nameSchema } from '@octroi/shared/api/shapes'
import { parseAmount } from '@octroi/shared/money/amount'
import { isCurrency } from '@octroi/shared/money/currency'
import { z } from 'zod'
import { positiveDecimal } from './decimals.ts'

/** What points become: so many of them, or a multiple, are an amount of promotional credit. */
const redeem = z.strictObject({
  points: z.number().int().min(1).max(1_000_000_000),
  amount: positiveDecimal,
  /** How long the credit can be used; for ever where it is absent. */
  validDays: z.number().int().min(1).max(3660).optional(),
})

/** Points for what an account is billed, or for what it uses. */
export const loyaltySchema = z
  .strictObject({
    name: nameSchema,
    /** In which is billed, and redeemed. */
    currency: z.string().refine(isCurrency, 'an ISO 4217 code with at most 3 minor digits'),
    /** `billed`: what its bills of a month that is over come to, before VAT. `usage`: what a meter counted in it. */
    per: z.enum(['billed', 'usage']),
    meter: keySchema.optional(),
    /** Points for one unit of the currency, or of the meter. */
    rate: positiveDecimal,
    redeem,
  })
  .superRefine(({ per, meter, currency, redeem: { amount } }, context) => {
    const issue = (path: string[], message: string): void => context.addIssue({ code: 'custom', path, message })
    if ((per === 'usage') !== (meter !== undefined)) issue(['meter'], 'points per `usage`, and no others, name a `meter`')
    if (isCurrency(currency) && parseAmount(amount, currency) === undefined) {
      issue(['redeem', 'amount'], `must be an amount that can be paid in ${currency}`)
    }
  })

export type Loyalty = z.infer<typeof loyaltySchema>
