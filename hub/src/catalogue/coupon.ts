import { instantSchema, keySchema, nameSchema } from '@octroi/shared/api/shapes'
import { couponCodePattern } from '@octroi/shared/api/vocabulary'
import { parseAmount } from '@octroi/shared/money/amount'
import { isCurrency } from '@octroi/shared/money/currency'
import { parseInstant } from '@octroi/shared/time/instant'
import { z } from 'zod'
import { percentOff, positiveDecimal } from './decimals.ts'

/** As it is kept; whoever types it may write it small. */
const code = z.string().regex(couponCodePattern, 'must be 3 to 32 capitals and digits, joined by `-`')

/** How often a coupon can be redeemed: by everybody together, and by one account. */
const limits = z
  .strictObject({
    redemptions: z.number().int().min(1).max(1_000_000_000).optional(),
    perAccount: z.number().int().min(1).max(1_000_000).optional(),
  })
  .refine(
    ({ redemptions, perAccount }) => redemptions !== undefined || perAccount !== undefined,
    'give `redemptions`, `perAccount` or both',
  )

/** What whoever knows a code has taken off a subscription. */
const couponSchema = z
  .strictObject({
    name: nameSchema,
    codes: z.array(code).min(1).max(1000),
    percent: percentOff.optional(),
    /** Off each bill; never more than there is to take it off. */
    amount: positiveDecimal.optional(),
    currency: z.string().refine(isCurrency, 'an ISO 4217 code with at most 3 minor digits').optional(),
    /** For so many periods from the one in which it is redeemed; for ever without it. What an amount for one leaves is kept for the next. */
    periods: z.number().int().min(1).max(1200).optional(),
    /** For these offers; for every one where it is absent. */
    offers: z.array(keySchema).min(1).max(50).optional(),
    /** Off these prices; off the whole bill of the subscription where it is absent. */
    prices: z.array(keySchema).min(1).max(50).optional(),
    /** It is redeemed from then on. */
    from: instantSchema.optional(),
    /** It is redeemed before then. */
    until: instantSchema.optional(),
    limits: limits.optional(),
    /** `false`: not beside another coupon of the subscription. */
    combines: z.boolean().optional(),
  })
  .superRefine(({ percent, amount, currency, from, until }, context) => {
    const issue = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message })
    if ((percent === undefined) === (amount === undefined)) issue('percent', 'give either `percent` or `amount`')
    if ((amount === undefined) !== (currency === undefined)) issue('currency', 'an `amount`, and nothing else, has a `currency`')
    if (amount !== undefined && currency !== undefined && isCurrency(currency) && parseAmount(amount, currency) === undefined) {
      issue('amount', `must be an amount that can be paid in ${currency}`)
    }
    if (from !== undefined && until !== undefined && (parseInstant(until) ?? 0) <= (parseInstant(from) ?? 0)) {
      issue('until', 'must be after `from`')
    }
  })

const couponsAtMost = 200

export const couponsSchema = z
  .record(keySchema, couponSchema)
  .refine((coupons) => Object.keys(coupons).length <= couponsAtMost, `a catalogue has at most ${couponsAtMost} coupons`)

export type Coupon = z.infer<typeof couponSchema>
