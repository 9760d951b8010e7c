import { keySchema, nameSchema } from '@octroi/shared/api/shapes'
import { z } from 'zod'
import { decimal, isBelow, percentOff, positiveDecimal } from './decimals.ts'

/** What an offer takes off its own prices. */
export const discountSchema = z
  .strictObject({
    name: nameSchema,
    percent: percentOff.optional(),
    /** In the currency of the offer, for each period; never more than there is to take it off. */
    amount: positiveDecimal.optional(),
    /** For the periods that begin within so many months of the one in which the subscription begins; for ever without it. */
    months: z.number().int().min(1).max(1200).optional(),
    /** For so many periods from the one in which the subscription begins. */
    periods: z.number().int().min(1).max(1200).optional(),
    /** Of these prices of the offer; of all where it is absent. */
    prices: z.array(keySchema).min(1).max(50).optional(),
  })
  .superRefine(({ percent, amount, months, periods }, context) => {
    const issue = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message })
    if ((percent === undefined) === (amount === undefined)) issue('percent', 'give either `percent` or `amount`')
    if (months !== undefined && periods !== undefined) issue('periods', 'give either `months` or `periods`')
  })

/** What a subscription spends in a period, all prices together, after discounts. */
export const spendSchema = z
  .strictObject({
    /** What the line says that makes up for less: `Minimum spend` where it is absent. */
    name: nameSchema.optional(),
    minimum: decimal.optional(),
    maximum: decimal.optional(),
    /** What a period in which the subscription begins or ends is held to: its part by days where it is absent. */
    proration: z.enum(['none', 'day', 'second']).optional(),
  })
  .superRefine(({ minimum, maximum }, context) => {
    const issue = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message })
    if (minimum === undefined && maximum === undefined) issue('minimum', 'give `minimum`, `maximum` or both')
    if (isBelow(maximum, minimum)) issue('maximum', 'must not be below `minimum`')
  })

export type Discount = z.infer<typeof discountSchema>

/** The line that makes up for what was spent less than agreed. */
export const trueUpKey = 'spend-minimum'
/** The line of the promotional credit that a bill uses. */
export const creditKey = 'promotional-credit'

/** Lines that a bill makes of its own; no price can be named so. */
export function isOwnLine(key: string): boolean {
  return key === trueUpKey || key === creditKey
}
