import { keySchema, nameSchema } from '@octroi/shared/api/shapes'
import { walletPurposes } from '@octroi/shared/api/vocabulary'
import { isCurrency } from '@octroi/shared/money/currency'
import { z } from 'zod'
import { percentOff } from './decimals.ts'

export const walletSchema = z
  .strictObject({
    name: nameSchema,
    currency: z.string().refine(isCurrency, 'an ISO 4217 code with at most 3 minor digits'),
    purpose: z.enum(walletPurposes),
    /** The VAT in what is paid into a single-purpose wallet: known beforehand, or it would not be one. */
    vatPercent: percentOff.or(z.literal('0')).optional(),
    /** After so many days what was paid in expires; never where it is absent. */
    expiresAfterDays: z.number().int().min(1).max(3660).optional(),
  })
  .superRefine(({ purpose, vatPercent }, context) => {
    if ((purpose === 'single_purpose') === (vatPercent !== undefined)) return
    const message = 'the VAT of a `single_purpose` wallet, and of no other, is known when it is topped up'
    context.addIssue({ code: 'custom', path: ['vatPercent'], message })
  })

export type WalletTerms = z.infer<typeof walletSchema>

/** An offer that a wallet pays as it is used, with the VAT that its use comes with. */
export const prepaidSchema = z.strictObject({ wallet: keySchema, vatPercent: percentOff.or(z.literal('0')) })
