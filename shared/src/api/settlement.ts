import { z } from 'zod'
import { parseScaled } from '../money/decimal.ts'
import { amountSchema, idSchema, instantSchema, keySchema } from './shapes.ts'

const percentSchema = z
  .string()
  .refine((text) => (parseScaled(text, 6) ?? -1n) >= 0n, 'a decimal of at least zero with at most 6 fraction digits')
  .meta({ example: '40' })
const feeSchema = z
  .string()
  .refine((text) => (parseScaled(text, 12) ?? -1n) >= 0n, 'a decimal of at least zero with at most 12 fraction digits')
  .meta({ example: '0.30' })

/** A partner's share: either a percentage or a fixed fee a charge; the partners below take of what it got. */
export interface ShareView {
  account: `acct_${string}`
  percent?: string | undefined
  of?: 'gross' | 'rest' | undefined
  fee?: string | undefined
  shares?: ShareView[] | undefined
}

const depthAtMost = 5

/** A level of the tree; a tree is at most so many levels deep, so that nobody can make it endless. */
function levelSchema(depth: number): z.ZodType<ShareView[]> {
  const share = z
    .strictObject({
      account: idSchema('account'),
      percent: percentSchema.optional(),
      of: z.enum(['gross', 'rest']).optional(),
      fee: feeSchema.optional(),
      ...(depth === 1 ? {} : { shares: levelSchema(depth - 1).optional() }),
    })
    .refine(({ percent, fee }) => (percent === undefined) !== (fee === undefined), {
      path: ['percent'],
      message: 'give either `percent` or `fee`',
    })
  return z.array(share).max(20) as unknown as z.ZodType<ShareView[]>
}

const sharesSchema = levelSchema(depthAtMost).meta({
  description:
    'A tree: each partner takes a percentage of all that the party above got (`gross`, the default), or of what the partners before left (`rest`), or a fixed fee for each charge. What nobody takes stays with the party above, at the root with the operator.',
  example: [{ account: 'acct_01k9zz3v6efqvrs3m1rc2v7h5e', percent: '40' }],
})

export const newAgreementSchema = z
  .strictObject({ offer: keySchema.meta({ example: 'trunk-access' }), shares: sharesSchema })
  .meta({ id: 'NewShareAgreement' })

export const agreementSchema = z
  .strictObject({
    id: idSchema('agreement'),
    offer: z.string(),
    from: instantSchema,
    shares: sharesSchema,
    agreedAt: instantSchema,
  })
  .meta({ id: 'ShareAgreement' })

export const agreementsSchema = z.strictObject({ items: z.array(agreementSchema) }).meta({ id: 'ShareAgreements' })

export const statementSchema = z
  .strictObject({
    account: idSchema('account'),
    period: z.strictObject({ name: z.string(), from: instantSchema, until: instantSchema }),
    shares: z.array(
      z.strictObject({
        at: instantSchema,
        authorization: idSchema('authorization'),
        device: idSchema('device'),
        price: z.string(),
        exact: z.string(),
        currency: z.string(),
      }),
    ),
    totals: z.array(z.strictObject({ exact: z.string(), amount: z.string(), currency: z.string() })),
    isCut: z.boolean().meta({ description: 'There are more shares than this statement lists and sums.' }),
  })
  .meta({ id: 'PartnerStatement', description: 'What a partner earned in a month, before VAT.' })

export const balancesSchema = z
  .strictObject({
    items: z.array(
      z.strictObject({
        account: z.string().meta({
          description: 'accrued, receivable, wallet or payable acct_…; or revenue, cash, tax or breakage.',
          example: 'revenue',
        }),
        currency: z.string(),
        debit: z.string(),
        credit: z.string(),
        balance: z.string().meta({ description: 'Debit less credit.' }),
      }),
    ),
    totals: z.array(amountSchema.extend({ amount: z.string().meta({ description: 'Zero, always.' }) })),
  })
  .meta({ id: 'TrialBalance' })
