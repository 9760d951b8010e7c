import { z } from 'zod'
import { amountSchema, explanationSchema, idSchema, instantSchema, pageSchema } from './shapes.ts'

export const draftQuerySchema = z.strictObject({
  period: z
    .string()
    .regex(/^(?!0000)\d{4}-(0[1-9]|1[0-2])$/, 'must be a month, for example 2026-11')
    .optional()
    .meta({ description: 'A month; the current one where it is absent.', example: '2026-11' }),
})

const lineSchema = z
  .strictObject({
    price: z.string(),
    name: z.string(),
    band: z.string().optional(),
    quantity: z.string(),
    unit: z.string(),
    unitPrice: z.string(),
    exact: z.string().meta({ description: 'Before rounding: a decimal, or a fraction `n/d` where it has no finite one.' }),
    amount: z.string().meta({ description: 'Rounded once, half away from zero.' }),
    explanation: explanationSchema,
  })
  .meta({ id: 'InvoiceLine' })

export const draftInvoiceSchema = z
  .strictObject({
    account: idSchema('account'),
    subscription: idSchema('subscription'),
    offer: z.string(),
    period: z.strictObject({ name: z.string(), from: instantSchema, until: instantSchema }),
    lines: z.array(lineSchema),
    total: amountSchema.meta({ description: 'The sum of the lines, before VAT.' }),
  })
  .meta({ id: 'DraftInvoice', description: 'What would be invoiced if the period ended now. Before VAT.' })

export const draftInvoicesSchema = z.strictObject({ items: z.array(draftInvoiceSchema) }).meta({ id: 'DraftInvoices' })

const chargeSchema = z
  .strictObject({
    subscription: idSchema('subscription'),
    price: z.string(),
    band: z.string().optional(),
    device: idSchema('device'),
    seq: z.number().int(),
    authorization: idSchema('authorization'),
    happenedAt: instantSchema,
    quantity: z.string(),
    exact: z.string(),
    currency: z.string(),
    explanation: explanationSchema,
  })
  .meta({ id: 'Charge' })

/** Charges have no id of their own: instant, device, record and price. */
export const chargeCursor = z
  .string()
  .regex(/^\d{1,15} dev_[0-9a-z]{26} \d{1,15} [a-z0-9.-]{1,64}$/, 'must be the `next` of the page before')

export const chargesSchema = pageSchema(chargeSchema, 'Charges')

export const usageSchema = z
  .strictObject({
    subscription: idSchema('subscription'),
    period: z.string(),
    items: z.array(
      z.strictObject({
        price: z.string(),
        band: z.string().optional(),
        quantity: z.string().meta({ description: 'In the unit of the meter.' }),
        unit: z.string(),
        records: z.number().int(),
      }),
    ),
  })
  .meta({ id: 'Usage' })
