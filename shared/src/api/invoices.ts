import { z } from 'zod'
import { amountSchema, explanationSchema, idSchema, instantSchema, pageQuerySchema, pageSchema } from './shapes.ts'
import { disputeStates, lineKinds } from './vocabulary.ts'

export const monthSchema = z
  .string()
  .regex(/^(?!0000)\d{4}-(0[1-9]|1[0-2])$/, 'must be a month, for example 2026-11')
  .meta({ example: '2026-11' })

export const monthQuerySchema = z.strictObject({
  period: monthSchema.optional().meta({ description: 'A month; the current one where it is absent.', example: '2026-11' }),
})

/** A billing period is named by its month, or else by the first day that it bills. */
export const periodNameSchema = z
  .string()
  .regex(
    /^(?!0000)\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?$/,
    'must be a month, for example 2026-11, or the first day of a period',
  )
  .meta({ example: '2026-11' })

const periodSchema = periodNameSchema.optional().meta({
  description:
    'A month: every billing period that begins in it; or the first day of one. Where it is absent, the current month and the period that runs.',
  example: '2026-11',
})

export const draftQuerySchema = z.strictObject({ period: periodSchema })

/**
 * A line of a bill, named within its period: subscription, price, the version of the catalogue where it is not the one that was
 * bought, and band where the price has bands.
 */
export const lineSchema = z
  .string()
  .max(172)
  .regex(
    /^sub_[0-7][0-9a-hjkmnp-tv-z]{25}:[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*(?:@[1-9]\d{0,8})?(?::[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*)?$/,
    'must be the `line` of a line of a draft invoice',
  )
  .meta({ example: 'sub_01k9zz3v6efqvrs3m1rc2v7h5e:energy:peak' })

const invoiceLineSchema = z
  .strictObject({
    line: lineSchema.meta({ description: 'Names the line in its period: to look behind it, or to dispute it.' }),
    price: z.string(),
    name: z.string(),
    catalogueVersion: z.number().int().meta({ description: 'The version of the catalogue whose price it is.' }),
    band: z.string().optional(),
    quantity: z.string(),
    unit: z.string(),
    unitPrice: z
      .string()
      .optional()
      .meta({ description: 'Where quantity × unit price is all there is to it; else `explanation` says every step.' }),
    exact: z.string().meta({ description: 'Before rounding: a decimal, or a fraction `n/d` where it has no finite one.' }),
    amount: z.string().meta({ description: 'Rounded once, half away from zero.' }),
    explanation: explanationSchema,
    dispute: z
      .strictObject({ id: idSchema('dispute'), state: z.enum(disputeStates) })
      .optional()
      .meta({ description: 'The newest dispute of the line. Whatever its state, the figures stand as they are.' }),
  })
  .meta({ id: 'InvoiceLine' })

export const draftInvoiceSchema = z
  .strictObject({
    account: idSchema('account'),
    subscription: idSchema('subscription'),
    offer: z.string(),
    period: z
      .strictObject({ name: z.string(), from: instantSchema, until: instantSchema })
      .meta({ description: 'The billing period: `name` is its month where it is one, else the first day that it bills.' }),
    lines: z.array(invoiceLineSchema),
    total: amountSchema.meta({ description: 'The sum of the lines, before VAT.' }),
  })
  .meta({ id: 'DraftInvoice', description: 'What would be invoiced if the period ended now. Before VAT.' })

export const draftInvoicesSchema = z.strictObject({ items: z.array(draftInvoiceSchema) }).meta({ id: 'DraftInvoices' })

const chargeSchema = z
  .strictObject({
    subscription: idSchema('subscription'),
    price: z.string(),
    catalogueVersion: z.number().int().meta({ description: 'The version of the catalogue whose price it is.' }),
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
        catalogueVersion: z.number().int(),
        band: z.string().optional(),
        period: z.string().optional().meta({ description: 'The billing period, where it is not the month itself.' }),
        quantity: z.string().meta({ description: 'In the unit of the meter.' }),
        unit: z.string(),
        records: z.number().int(),
      }),
    ),
  })
  .meta({ id: 'Usage' })

/** Behind an opening: instant, device, record, price. Behind a reading: device, first record of its batch's part, record. */
const lineUsageCursor = z
  .string()
  .regex(
    /^(?:\d{1,15} dev_[0-9a-z]{26} \d{1,15} [a-z0-9.-]{1,64}|dev_[0-9a-z]{26} \d{1,15} (?:-|[A-Za-z0-9_-]{22}) \d{1,15})$/,
    'must be the `next` of the page before',
  )

export const lineUsageQuerySchema = pageQuerySchema(lineUsageCursor).extend({ period: periodSchema })

const lineRecordSchema = z
  .strictObject({
    device: idSchema('device'),
    boot: z.string().meta({ description: 'The start of the device in which it wrote the record, base64url.' }),
    seq: z.number().int().meta({ description: 'The record’s place in the journal of the device.' }),
    from: instantSchema,
    until: instantSchema.meta({ description: 'The end of the interval; the same as `from` for an opening.' }),
    quantity: z.string().meta({ description: 'What of the record counts on this line, in the unit of the line.' }),
    authorization: idSchema('authorization').optional(),
  })
  .meta({ id: 'LineRecord', description: 'A signed record that a line counts.' })

export const lineUsageSchema = z
  .strictObject({
    account: idSchema('account'),
    line: lineSchema,
    period: z.string(),
    kind: z.enum(lineKinds),
    quantity: z.string().meta({ description: 'Of the whole line. The quantities of all its records sum to it.' }),
    unit: z.string(),
    records: z.number().int().meta({ description: 'Records whose usage began on this line.' }),
    isComplete: z.boolean().meta({
      description: 'Whether every record is listed: not where some were taken in before the hub noted which they were.',
    }),
    items: z.array(lineRecordSchema),
    next: z.string().optional().meta({ description: 'Give it as `after` to go on.' }),
  })
  .meta({ id: 'LineUsage' })
